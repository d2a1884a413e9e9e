#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the labelled set for clusters of copies: make.py [SEED] >stories.tsv

One story a line: id, family (stories of one family are copies of one text; "-" has no copies),
kind, agency, body with "\\n" written as two characters. Families are agency texts and what outlets
make of them: the same, cut, edited, boilerplate added before or after. Near misses are second
reports of the same events in other words (some with the same quotation), follow-ups with the same
background paragraph, market reports and quake bulletins of other days, and short stories of an outlet
with long boilerplate. Headlines are left out, because copies get new ones.
"""
import random
import sys

rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
pick = rng.choice

WHO = ["Governor", "Deputy minister", "Port director", "Spokeswoman", "Mayor", "Professor", "Captain", "Envoy"]
FIRST = "Anna Boris Keiko Haruto Maria Oleg Irina Naoko Sergei Yuki Pavel Emi Viktor Sakura Lev Toru".split()
LAST = ("Danko Morita Belov Hasegawa Orlov Nishida Gromov Takeda Sorokin Ueno Lapin Mochizuki Frolov Kitano Zorin "
        "Arakawa").split()
PLACE = ("Iturup Kunashir Shikotan Nemuro Korsakov Wakkanai Sakhalin Kushiro Kurilsk Sapporo Vladivostok Hakodate "
         "Magadan Otaru Abashiri").split()
THING = ("fishing quota|ferry line|visa-free visits|grave visits|a fish plant|radar station|kelp agreement|power cable|"
         "nature reserve|airfield|salmon hatchery|research vessel|geothermal plant|school|tax zone").split("|")
ADJ = "new large disputed costly quiet sudden modest fragile long-awaited joint limited careful".split()
NOUN = ("fishermen villagers exports winter harbour families engineers crews budget storms tourists prices officials "
        "permits negotiations warehouses summer pupils veterans vessels").split()
VERB = ("accept delay welcome question finance inspect reject support postpone measure defend explain abandon "
        "renew oppose").split()
LINK = "because although while after before unless since whenever".split()


def name():
    return f"{pick(FIRST)} {pick(LAST)}"


def clause():
    return pick([
        lambda: f"the {pick(ADJ)} {pick(NOUN)} of {pick(PLACE)} {pick(VERB)} the {pick(THING)}",
        lambda: f"{pick(NOUN)} near {pick(PLACE)} had to {pick(VERB)} {pick(NOUN)} for {rng.randint(2, 90)} days",
        lambda: f"nobody in {pick(PLACE)} would {pick(VERB)} {pick(ADJ)} {pick(NOUN)} again",
        lambda: f"the {pick(NOUN)} {pick(VERB)} what {pick(ADJ)} {pick(NOUN)} once did to the {pick(THING)}",
    ])()


def sentence():
    text = pick([
        lambda: f"{clause()} {pick(LINK)} {clause()}",
        lambda: f"in {pick(PLACE)} about {rng.randint(11, 990)} {pick(NOUN)} {pick(VERB)} the {pick(THING)}, {name()} said",
        lambda: f"{pick(WHO).lower()} {name()} said that {clause()}",
        lambda: f"“{clause()}, and {clause()},” {name()} told reporters",
    ])()
    return text[0].upper() + text[1:] + "."


JA_WHO = "知事 外務省 漁協 市長 研究者 海上保安本部 住民 船長".split()
JA_PLACE = "択捉島 国後島 色丹島 根室 釧路 稚内 網走 札幌 函館 羅臼".split()
JA_THING = "漁業協定 墓参 ビザなし交流 昆布漁 調査船 水産工場 定期航路 交渉 海底電線 学校".split()
JA_DID = "再開を求めた 中止を決めた 延期すると発表した 歓迎すると述べた 見直す考えを示した 調べている 受け入れない方針だ".split()
JA_WHY = "冬の悪天候が続くため 燃料が値上がりしたため 乗組員が足りず 予算が認められず 相手側の返答がなく 観光客が増えて".split()


def ja_sentence():
    return (f"{pick(JA_PLACE)}の{pick(JA_WHO)}は{rng.randint(1, 28)}日、{pick(JA_WHY)}{pick(JA_PLACE)}の{pick(JA_THING)}について"
            f"{pick(JA_DID)}。")


class Language:
    def __init__(self, make, join, agencies, boilerplate, background):
        self.make, self.join, self.agencies = make, join, agencies
        self.boilerplate, self.background = boilerplate, background

    def report(self, n):
        return [self.make() for _ in range(n)]

    def text(self, sentences):
        paragraphs = [self.join.join(sentences[i:i + 3]) for i in range(0, len(sentences), 3)]
        return "\n".join(paragraphs)


EN = Language(sentence, " ", ["Northwire", "Pacific Press", "Island News Agency"], [
    "Subscribe to our morning letter and get the five stories that matter, before breakfast, free of charge.",
    "This story has been published from a wire agency feed without modifications to the text. Only the headline has "
    "been changed.",
    "All rights reserved. No part of this page may be reproduced, stored or passed on without the written consent of "
    "the Harbour Herald publishing house.",
    "Follow us on our channel for breaking stories from the north, pictures of the day and the shipping forecast.",
], ["Russia and Japan have never signed a peace treaty after the Second World War because of a dispute over four islands "
    "that Tokyo calls the Northern Territories and Moscow the southern Kurils.",
    "The islands were taken by Soviet troops in 1945, and about 17,000 Japanese inhabitants had to leave them in the "
    "following years."])
JA = Language(ja_sentence, "", ["北洋通信", "島嶼通信"], [
    "本紙の無断転載を禁じます。ご購読のお申し込みは最寄りの販売店までお問い合わせください。",
    "この記事は通信社の配信をそのまま掲載したものです。見出しのみ編集部で変更しています。",
], ["日本とロシアは第二次世界大戦後、北方四島の帰属をめぐる対立から平和条約を結んでいない。",
    "四島は一九四五年に旧ソ連軍に占領され、約一万七千人の島民が島を追われた。"])

rows = []


def add(family, kind, agency, body):
    rows.append((f"s{len(rows):04}", family, kind, agency, body.replace("\n", "\\n")))


def edited(lang, sentences):
    """What a sub-editor does: a sentence out, a word changed, two joined in one paragraph."""
    out = list(sentences)
    del out[rng.randrange(1, len(out))]
    i = rng.randrange(len(out))
    out[i] = out[i].replace("said", "told us").replace("述べた", "語った")
    return out


def with_boilerplate(lang, body):
    lines = rng.sample(lang.boilerplate, rng.randint(1, 2))
    return body + "\n" + "\n".join(lines) if rng.random() < 0.7 else "\n".join(lines) + "\n" + body


def families(count):
    for f in range(count):
        lang = JA if f % 6 == 5 else EN
        agency, family = pick(lang.agencies), f"f{f:03}"
        full = lang.report(rng.randint(8, 22))
        if rng.random() < 0.4:
            full.insert(rng.randint(3, len(full)), pick(lang.background))
        dateline = f"{pick(PLACE).upper()} ({agency}) - " if lang is EN else f"【{agency}】"
        add(family, "original", agency, dateline + lang.text(full))
        for _ in range(rng.randint(3, 5)):
            kind = pick(["same", "cut", "edited", "boilerplate", "cut+boilerplate", "edited+boilerplate"])
            some = list(full)
            if "cut" in kind:
                some = some[:max(4, len(some) * rng.randint(40, 80) // 100)]
            if "edited" in kind:
                some = edited(lang, some)
            body = lang.text(some)
            if "boilerplate" in kind:
                body = with_boilerplate(lang, body)
            add(family, kind, agency if rng.random() < 0.5 else "", body)
        if f % 2 == 0:
            other = lang.report(rng.randint(7, 16))
            if rng.random() < 0.5:
                other.insert(2, full[1])
            add("-", "second report", pick(lang.agencies), lang.text(other))
        if f % 3 == 0:
            later = lang.report(rng.randint(5, 9)) + lang.background
            add("-", "follow-up", pick(lang.agencies), with_boilerplate(lang, lang.text(later)))


def number(low, high):
    return f"{rng.uniform(low, high):,.2f}"


def markets(days):
    for _ in range(days):
        way, day = pick(["higher", "lower"]), pick("Monday Tuesday Wednesday Thursday Friday".split())
        add("-", "market", "", f"Tokyo stocks closed {way} on {day}, with the Nikkei 225 average ending at "
            f"{number(36000, 42000)}, a change of {number(20, 900)} points or {number(0.1, 2.4)} percent. The broader Topix "
            f"index ended at {number(2500, 2900)}. The dollar was quoted at {number(140, 156)} yen, against "
            f"{number(140, 156)} yen late in New York. On the main section {rng.randint(300, 1500)} issues rose and "
            f"{rng.randint(300, 1500)} fell, while {rng.randint(20, 99)} ended unchanged. Trading volume came to "
            f"{number(1, 2)} billion shares. {pick(LAST)} Marine and {pick(LAST)} Foods were among the most active.")
        add("-", "market", "", f"ロシアルーブルは{rng.randint(1, 28)}日のモスクワ市場で1ドル={number(70, 99)}ルーブルで取引を終えた。"
            f"前日より{number(0.1, 2)}ルーブルの動きとなった。MOEX指数は{number(2500, 3300)}ポイントで、"
            f"北海ブレント原油先物は1バレル={number(60, 90)}ドルだった。")


def quakes(count):
    for _ in range(count):
        add("-", "quake", "", f"A magnitude {rng.uniform(4, 7):.1f} earthquake struck {rng.randint(12, 190)} kilometres "
            f"{pick(['east', 'south', 'north-east', 'west'])} of {pick(PLACE)} at {rng.randint(0, 23):02}:{rng.randint(0, 59):02} "
            f"local time, the seismological service said. The epicentre was at a depth of {rng.randint(9, 140)} kilometres. "
            f"There was no threat of a tsunami, and there were no immediate reports of damage or casualties.")


def shorts(count):
    for _ in range(count):
        add("-", "short", "", EN.text(EN.report(3)) + "\n" + "\n".join(EN.boilerplate[:3]))


families(66)
markets(16)
quakes(20)
shorts(16)
rng.shuffle(rows)
sys.stdout.write("".join("\t".join(row) + "\n" for row in rows))
