#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Another labelled set, in the form of make.py, by other frames: make_other.py [SEED] >stories.tsv

Reports are told fact by fact, each fact in one of several wordings, so that two reports of one event share names, numbers and
quotations but no sentences, while copies of one report share its sentences. English, Russian and Japanese. Copies are cut at
the end, cut in the middle, given an outlet's own first line, a note, a list of links, other spellings of a name, or typing
errors. Near misses are other reports of the same event, the next day's report with the same background, formulas (markets,
exchange rates, quakes, weather, weekly catches) in which little changes, and an outlet's notices with much boilerplate.
"""
import random
import sys

rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
pick = rng.choice
rows = []

EN_NAMES = "Kovalev Petrenko Sato Yamamoto Ishii Larin Romanova Kimura Fedorov Abe Watanabe Volkov Nakano Zaitsev Ogawa".split()
EN_PLACES = "Iturup Kunashir Shikotan Habomai Nemuro Yuzhno-Kurilsk Severo-Kurilsk Shibetsu Rausu Sakhalin".split()
EN_OBJECTS = ["crab quota", "cargo terminal", "lighthouse", "border checkpoint", "gold deposit", "hot spring resort", "fish cannery",
              "satellite link", "memorial stone", "hydrogen plant", "drone survey", "boat registry", "whale census", "ice road"]
EN_FACTS = [
    lambda f: pick([f"{f['who']} signed the papers for the {f['what']} in {f['where']} on {f['day']}.",
                    f"The {f['what']} of {f['where']} was settled when {f['who']} put a signature to it this {f['day']}.",
                    f"On {f['day']} it was {f['who']} who closed the long file about {f['where']} and its {f['what']}."]),
    lambda f: pick([f"It will cost {f['n']} million roubles, {f['m']} million more than was planned.",
                    f"Planners had hoped for {f['m']} million less; the bill now stands at {f['n']} million roubles.",
                    f"The price, {f['n']} million roubles, exceeds the first estimate by {f['m']} million."]),
    lambda f: pick([f"Workers from {f['other']} arrive in {f['month']}, the district administration told reporters.",
                    f"According to the district, crews will be brought over from {f['other']} in {f['month']}.",
                    f"{f['month']} is when the first hands from {f['other']} are expected, officials of the district say."]),
    lambda f: f"“{f['quote']},” {f['who']} said.",
    lambda f: pick([f"Residents complain that nobody asked them about the {f['what']}.",
                    f"People in {f['where']} say they were never consulted.",
                    f"There was no hearing, and many islanders resent that."]),
    lambda f: pick([f"A similar project failed {f['k']} years ago for lack of fuel and of berths.",
                    f"The last attempt, {f['k']} years back, ran out of diesel and of room in the harbour.",
                    f"{f['k']} years ago a plan of the same kind was dropped because neither fuel nor moorings sufficed."]),
    lambda f: pick([f"Tokyo lodged a protest through its embassy and asked for an explanation.",
                    f"The Japanese foreign ministry called the step regrettable and demanded to be told more.",
                    f"A note of protest came from Tokyo within hours."]),
    lambda f: pick([f"Environmentalists from {f['other']} want the breeding grounds mapped before anything is built.",
                    f"Before work begins, biologists in {f['other']} insist, the colonies of birds have to be counted.",
                    f"Conservation groups ask for a survey of seals and puffins first."]),
    lambda f: pick([f"The ministry of transport keeps {f['k']} ships ready for supplies until the ice comes.",
                    f"Until it freezes, {f['k']} vessels will carry what is needed, the transport ministry promised.",
                    f"Supplies are to come on {f['k']} ships as long as the strait is open."]),
    lambda f: pick([f"A tender for the second stage opens next year.", f"Bids for what follows are invited from next year on.",
                    f"The next stage goes out to tender in the coming year."]),
]
QUOTES = ["we have waited for this longer than I have been in office, and we will not wait again",
          "nobody here needs another promise that melts with the snow in April",
          "if the ships come on time, everything else will follow by itself",
          "this is about people who live here, not about lines on a map"]
MONTHS = "January February March April May June July August September October".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()

RU_NAMES = ["Ковалёв", "Петренко", "Романова", "Зайцев", "Ларин", "Фёдоров", "Сато", "Кимура"]
RU_PLACES = ["Итурупе", "Кунашире", "Шикотане", "Парамушире", "Сахалине", "Симушире"]
RU_OBJECTS = ["причал", "маяк", "рыбзавод", "аэропорт", "заповедник", "кабель связи", "посёлок", "детский сад"]
RU_FACTS = [
    lambda f: pick([f"{f['who']} подписал документы, по которым {f['what']} на {f['where']} будет построен к {f['k']} ноября.",
                    f"К {f['k']} ноября на {f['where']} появится {f['what']}: бумаги подписал {f['who']}.",
                    f"Подпись, которую поставил {f['who']}, означает, что {f['what']} на {f['where']} сдадут {f['k']} ноября."]),
    lambda f: pick([f"Стоимость работ составит {f['n']} млн рублей, что на {f['m']} млн больше плана.",
                    f"План превышен на {f['m']} млн: теперь речь идёт о {f['n']} млн рублей.",
                    f"На это выделят {f['n']} млн рублей, хотя просили на {f['m']} млн меньше."]),
    lambda f: f"«{f['quote']}», — сказал {f['who']} журналистам.",
    lambda f: pick(["Жители жалуются, что с ними никто не советовался и слушаний не проводили.",
                    "Слушаний не было, и многие островитяне этим недовольны, пишут местные издания.",
                    "Мнения тех, кто здесь живёт, никто так и не спросил."]),
    lambda f: pick([f"Похожий проект провалился {f['k']} лет назад из-за нехватки топлива и судов.",
                    f"{f['k']} лет назад от такой же затеи отказались: не хватило ни горючего, ни пароходов.",
                    "Прежняя попытка закончилась ничем, потому что не было чем возить грузы."]),
    lambda f: pick(["Экологи требуют сначала нанести на карту лежбища сивучей и птичьи базары.",
                    "Прежде чем строить, надо сосчитать птиц и тюленей, настаивают биологи.",
                    "Природоохранные организации просят провести обследование побережья."]),
    lambda f: pick([f"Министерство транспорта держит наготове {f['k']} судов до ледостава.",
                    f"Пока пролив свободен ото льда, грузы повезут {f['k']} судов, обещают в министерстве.",
                    f"Снабжение обеспечат {f['k']} судов."]),
    lambda f: pick(["Конкурс на второй этап объявят в будущем году.", "Следующую очередь разыграют на торгах через год.",
                    "Вторая часть работ начнётся не раньше следующего года."]),
]
RU_QUOTES = ["мы ждали этого дольше, чем я работаю в администрации, и больше ждать не станем",
             "обещания здесь тают вместе с апрельским снегом, а людям нужно тепло", "если придут корабли, всё остальное приложится"]

JA_NAMES = "佐藤 山本 石井 木村 渡辺 中野 小川 高橋".split()
JA_PLACES = "択捉島 国後島 色丹島 歯舞群島 羅臼町 標津町 根室市".split()
JA_OBJECTS = "定期便 灯台 水産加工場 診療所 通信設備 温泉施設 共同調査 慰霊碑".split()
JA_FACTS = [
    lambda f: pick([f"{f['where']}の{f['what']}をめぐり、{f['who']}氏が{f['k']}日に合意文書へ署名した。",
                    f"{f['who']}氏は{f['k']}日、{f['what']}に関する書類に署名し、{f['where']}での懸案が決着した。",
                    f"長く続いた{f['what']}の問題は、{f['k']}日の{f['who']}氏の署名で一区切りとなった。"]),
    lambda f: pick([f"費用は{f['n']}億円で、当初の見込みより{f['m']}億円増える。", f"見込みを{f['m']}億円上回り、総額は{f['n']}億円に達する見通しだ。",
                    f"事業費{f['n']}億円のうち{f['m']}億円は追加分に当たる。"]),
    lambda f: f"{f['who']}氏は「{f['quote']}」と述べた。",
    lambda f: pick(["住民からは事前の説明がなかったとの不満が出ている。", "説明会は開かれず、島の人々には不信感が残る。", "意見を聞かれた覚えはないと話す人が多い。"]),
    lambda f: pick([f"{f['k']}年前にも似た計画があったが、燃料と船の不足で見送られた。", f"同じような構想は{f['k']}年前、船が足りず立ち消えになっている。",
                    "前回の試みは輸送手段を確保できないまま終わった。"]),
    lambda f: pick(["環境団体は着工前に海鳥の繁殖地を調べるよう求めている。", "アザラシや海鳥の生息数をまず把握すべきだと研究者は指摘する。", "専門家は沿岸の調査を先に行うべきだとの立場だ。"]),
    lambda f: pick([f"海が凍るまで{f['k']}隻の船が物資を運ぶ。", f"物資の輸送には結氷期まで{f['k']}隻が当たる予定だ。", f"補給は{f['k']}隻の船舶で続けられる。"]),
    lambda f: pick(["第二期の入札は来年行われる。", "来年には次の段階の公募が始まる。", "続く工事の業者は来年決まる見込みだ。"]),
]
JA_QUOTES = ["この日を何年も待ち続けてきた、もう後戻りはしない", "島に暮らす人のための決定であり、地図の線の話ではない", "船が時間どおりに来れば、ほかのことは自然についてくる"]


class Language:
    def __init__(self, facts, quotes, names, places, objects, join, agencies, dateline, notes, links, background):
        self.facts, self.quotes, self.names, self.places, self.objects = facts, quotes, names, places, objects
        self.join, self.agencies, self.dateline, self.notes, self.links = join, agencies, dateline, notes, links
        self.background = background

    def event(self):
        return {"who": pick(self.names), "where": pick(self.places), "other": pick(self.places), "what": pick(self.objects),
                "n": rng.randint(120, 980), "m": rng.randint(11, 99), "k": rng.randint(3, 28), "day": pick(DAYS),
                "month": pick(MONTHS), "quote": pick(self.quotes)}

    def report(self, event, facts):
        chosen = sorted(rng.sample(range(1, len(self.facts)), facts - 1))
        return [self.facts[0](event)] + [self.facts[i](event) for i in chosen]

    def text(self, sentences):
        return "\n".join(self.join.join(sentences[i:i + 2]) for i in range(0, len(sentences), 2))


EN = Language(EN_FACTS, QUOTES, EN_NAMES, EN_PLACES, EN_OBJECTS, " ", ["Strait News Service", "Okhotsk Wire"],
              lambda a, e: f"{e['where'].upper()}, {e['day']} /{a}/. ",
              ["© 2026 Far Shore Media. Any use of materials is allowed only with a link to the source.",
               "The opinions of the authors may differ from those of the editors. Write to us if you have found an error.",
               "This article was prepared from agency material and has not been edited by our staff."],
              ["Read also: Five walks for the weekend. Storm warning lifted. What to see at the film festival.",
               "More on the subject: The harbour in figures. How the strait was charted. A photographer's diary."],
              ["Both countries claim the southern part of the chain, and no peace treaty has been concluded since 1945."])
RU = Language(RU_FACTS, RU_QUOTES, RU_NAMES, RU_PLACES, RU_OBJECTS, " ", ["Вести пролива", "Охотское агентство"],
              lambda a, e: f"ЮЖНО-САХАЛИНСК, {e['k']} октября. /{a}/. ",
              ["При использовании материалов активная ссылка на источник обязательна. Все права защищены.",
               "Мнение редакции может не совпадать с мнением авторов. Нашли ошибку — выделите её и сообщите нам."],
              ["Читайте также: Куда пойти в выходные. Штормовое предупреждение отменено. Фоторепортаж с рыбного рынка."],
              ["Мирный договор между Россией и Японией до сих пор не заключён из-за спора о принадлежности островов."])
JA = Language(JA_FACTS, JA_QUOTES, JA_NAMES, JA_PLACES, JA_OBJECTS, "", ["海峡通信", "北辺ニュース"],
              lambda a, e: f"【{e['where']}＝{a}】",
              ["記事・写真の無断使用を禁じます。著作権は本社または配信元に帰属します。", "ご意見・ご感想は編集部までお寄せください。紙面へのお問い合わせは販売店へ。"],
              ["関連記事：週末の天気、漁港の朝市にぎわう、写真で見る流氷の季節。"],
              ["日本とロシアの間では北方領土の帰属をめぐり、平和条約が結ばれていない。"])


def add(family, kind, agency, body):
    rows.append((f"t{len(rows):04}", family, kind, agency, body.replace("\n", "\\n")))


def typo(sentences):
    out = list(sentences)
    i = rng.randrange(len(out))
    words = out[i].split(" ")
    if len(words) > 3:
        k = rng.randrange(len(words))
        words[k] = words[k][:-1] or words[k]
        out[i] = " ".join(words)
    return out


def copies(lang, family, agency, sentences, n):
    for _ in range(n):
        some, kind = list(sentences), []
        if rng.random() < 0.35 and len(some) > 5:
            some = some[:rng.randint(4, len(some) - 1)]
            kind.append("cut")
        if rng.random() < 0.2 and len(some) > 5:
            del some[rng.randrange(2, len(some) - 1)]
            kind.append("without a sentence")
        if rng.random() < 0.25:
            some = typo(some)
            kind.append("typing error")
        body = lang.text(some)
        if rng.random() < 0.4:
            body += "\n" + pick(lang.notes)
            kind.append("note")
        if rng.random() < 0.3:
            body += "\n" + pick(lang.links)
            kind.append("links")
        add(family, "+".join(kind) or "same", agency if rng.random() < 0.5 else "", body)


def families(n):
    for f in range(n):
        lang = (EN, EN, RU, JA)[f % 4]
        event, agency = lang.event(), pick(lang.agencies)
        facts = rng.randint(6, len(lang.facts))
        first = lang.report(event, facts)
        if rng.random() < 0.4:
            first.append(pick(lang.background))
        add(f"f{f:03}", "original", agency, lang.dateline(agency, event) + lang.text(first))
        copies(lang, f"f{f:03}", agency, first, rng.randint(2, 5))
        if f % 2 == 0:  # the same event told by somebody else
            for _ in range(20):
                second = lang.report(event, facts)
                if not set(second) & set(first) - {s for s in first if event["quote"] in s} and second != first:
                    add("-", "other report", pick(lang.agencies), lang.text(second + lang.background[:1]))
                    break
        if f % 3 == 0:  # the next day
            later = lang.event()
            later["who"], later["where"] = event["who"], event["where"]
            words = [s for s in lang.report(later, facts - 1) if s not in first]
            if len(words) >= 4:
                add("-", "next day", agency, lang.text(words + lang.background[:1]) + "\n" + pick(lang.notes))


def r(low, high, digits=2):
    return f"{rng.uniform(low, high):,.{digits}f}"


def formulas(n):
    for d in range(n):
        day = pick(DAYS)
        add("-", "rates", "", f"The Bank of Russia set the official exchange rates for {day}, {rng.randint(1, 28)} October 2026: the dollar at "
            f"{r(75, 99, 4)} roubles, the euro at {r(85, 109, 4)} roubles, the yuan at {r(10, 14, 4)} roubles and 100 yen at {r(50, 69, 4)} "
            f"roubles. The bicurrency basket stands at {r(80, 99, 4)} roubles.")
        add("-", "market", "", f"Japan's Nikkei 225 average {pick(['rose', 'fell'])} {r(0.1, 2.9)}% to close at {r(36000, 42000)} on {day}. The "
            f"Topix {pick(['added', 'lost'])} {r(0.1, 1.9)}% to {r(2500, 2900)}. Of the 225 issues {rng.randint(60, 160)} advanced. Shares "
            f"of {pick(EN_NAMES)} Heavy Industries {pick(['gained', 'shed'])} {r(1, 6, 1)}%, those of {pick(EN_NAMES)} Shipping {r(1, 6, 1)}%.")
        add("-", "quake", "", f"{rng.randint(1, 28)} октября в {rng.randint(0, 23):02}:{rng.randint(0, 59):02} по местному времени в районе Курильских "
            f"островов произошло землетрясение магнитудой {r(4, 6, 1)}. Эпицентр находился в {rng.randint(20, 190)} км от посёлка "
            f"{pick(['Курильск', 'Малокурильское', 'Северо-Курильск', 'Южно-Курильск'])} на глубине {rng.randint(10, 140)} км. Угрозы цунами нет, "
            f"разрушений и пострадавших нет, сообщили в сейсмологической службе.")
        add("-", "weather", "", f"{rng.randint(1, 28)}日の{pick(JA_PLACES)}は{pick(['晴れ', '曇り', '雨', '雪'])}で、最高気温は{rng.randint(2, 19)}度、最低気温は"
            f"{rng.randint(-8, 9)}度だった。風速は{rng.randint(3, 24)}メートル、波の高さは{r(1, 5, 1)}メートルと予想される。海上では{pick(['濃霧', '強風', '着氷'])}に注意が必要だ。")
        add("-", "catch", "", f"The fishing fleet landed {rng.randint(900, 9900)} tonnes of pollock and {rng.randint(90, 990)} tonnes of squid in "
            f"{pick(EN_PLACES)} in the week to {rng.randint(1, 28)} {pick(MONTHS)}, the fisheries agency said. That is {rng.randint(2, 40)} percent "
            f"{pick(['more', 'less'])} than a year before. The average price was {rng.randint(60, 190)} roubles a kilogram.")


def notices(n):
    for _ in range(n):
        for lang in (EN, RU):
            add("-", "notice", "", lang.facts[0](lang.event()) + "\n" + "\n".join(lang.notes + lang.links))


families(80)
formulas(14)
notices(8)
rng.shuffle(rows)
sys.stdout.write("".join("\t".join(row) + "\n" for row in rows))
