#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A workload that is the same each time: RSS documents of 25 invented stories, half English, 3 in 10 Russian, 2 in 10
Japanese, one story in ten on the Kurils or the peace treaty, 1.3 KB of text each, in CDATA or escaped.

  generate.py docs N OUT      N documents, length-prefixed: u32 length of key, u32 length, key, document
  generate.py text MB OUT     so many megabytes of their texts, length-prefixed: u32 length, text
  generate.py folder N DIR    the stories of N documents as a newsroom's folder, one feed a document
"""
import html
import os
import random
import struct
import sys
import datetime

LANGUAGES = ("en", "en", "ru", "en", "ja", "ru", "en", "ru", "ja", "en")
PER_DOCUMENT = 25
TEXT_BYTES = 1330

SYLLABLES = {
    "en": "ba cor del fin gar hol ing jor kal lem mon nor pel quin ros sten tur ul ven wes".split(),
    "ru": "ба вер гор дол ен жар зав ин кор лен мор нов оль пар рус сон тур ул фед хол".split(),
    "ja": list("青赤秋朝雨石市岩上内海江大岡金川北木草倉小坂里島杉関高竹谷津寺戸中西野橋花浜林東"),
}
PLAIN = {
    "en": ["{N} told the council in {P} on {D} that the {w} would need {n} more workers.",
           "The {w} of {P} was reopened after {m} weeks, {N} said, and {n} visitors came on the first day.",
           "\"We did not expect the {w} to cost {n} dollars,\" {N} wrote in a letter to the {w} board.",
           "Prices of {w} rose by {m} percent in {P}, while those of {w} fell by {m}.",
           "A storm closed {m} roads between {P} and {P}; {N} asked drivers to wait until {D}.",
           "The {w} agreement names {n} tonnes for {P} and leaves the rest to talks in {P}."],
    "ru": ["{N} сообщил {D}, что на {w} в городе {P} выделят {n} млн рублей.",
           "По данным {w}, в {P} за {m} месяцев построили {n} квартир.",
           "«Мы закончим {w} в срок», — сказал {N} журналистам в {P}.",
           "Движение между {P} и {P} закрыто на {m} дней из-за снегопада, уточнили в {w}.",
           "Команда из {P} выиграла со счётом {m}:{m}, отличился {N}."],
    "ja": ["{N}市長は{D}、{P}の{w}に{n}億円を充てると述べた。", "{P}では{m}日から{w}が始まり、{n}人が訪れた。",
           "{w}の価格は{P}で{m}パーセント上がった、と{N}氏は説明した。", "雪のため{P}と{P}の間の道路が{m}日間通行止めになる。"],
}
ON_BEAT = {
    "en": ["A peace treaty with Russia remains the aim, {N} told parliament on {D}.",
           "Ferries to the Southern Kuril Islands were cancelled for {m} days, officials in {P} said.",
           "Former residents of Kunashir and Shikotan asked {N} to resume visits to family graves.",
           "The 1956 joint declaration is the only paper both sides ratified, {N} recalled in {P}."],
    "ru": ["Переговоры о мирном договоре не возобновлены, заявил {N} {D}.", "На Итурупе открыли причал за {n} млн рублей.",
           "Паром на Южные Курилы задержан на {m} часов, сообщили в {P}."],
    "ja": ["平和条約の交渉は再開されていない、と{N}氏は{D}に述べた。", "北方領土の元島民は{P}で墓参の再開を求めた。",
           "国後島の沖で{D}、地震があった。"],
}
MONTHS = {"en": "January February March April May June July August September October November December".split(),
          "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()}


class Words:
    """Invented names and nouns of a language, the frequent ones often."""

    def __init__(self, language):
        r = random.Random("words " + language)
        self.language = language
        make = lambda a, b: "".join(r.choice(SYLLABLES[language]) for _ in range(r.randint(a, b)))
        up = (lambda s: s) if language == "ja" else str.capitalize
        space = "" if language == "ja" else " "
        self.lists = {"N": [up(make(1, 2)) + space + up(make(2, 3)) for _ in range(4000)],
                      "P": [up(make(2, 3)) for _ in range(900)],
                      "w": [make(2, 4) for _ in range(5000)]}

    def fill(self, r, template):
        out, i = [], 0
        while i < len(template):
            if template[i] != "{":
                out.append(template[i])
                i += 1
                continue
            out.append(self.one(r, template[i + 1]))
            i += 3
        return "".join(out)

    def one(self, r, kind):
        if kind == "n":
            return str(r.randint(20, 90000))
        if kind == "m":
            return str(r.randint(2, 40))
        if kind == "D":
            month, day = r.randrange(12), r.randint(1, 28)
            if self.language == "ja":
                return f"{month + 1}月{day}日"
            name = MONTHS[self.language][month]
            return f"{day} {name}" if self.language == "ru" else f"{name} {day}"
        words = self.lists[kind]
        return words[min(int(r.expovariate(4) * len(words)), len(words) - 1)]


WORDS = {language: Words(language) for language in SYLLABLES}


def story(r, language):
    words, hot = WORDS[language], r.random() < 0.10
    choose = lambda: words.fill(r, r.choice((ON_BEAT if hot and r.random() < 0.45 else PLAIN)[language]))
    title = words.fill(r, r.choice((ON_BEAT if hot else PLAIN)[language]))[:100].rstrip(" .。")
    sentences, size = [], 0
    while size < TEXT_BYTES:
        sentences.append(choose())
        size += len(sentences[-1].encode())
    return title, sentences


def markup(r, sentences, url):
    out, paragraph = [], []
    for i, s in enumerate(sentences):
        s = html.escape(s, quote=r.random() < 0.5)
        dice = r.random()
        if dice < 0.12:
            s = f'<a href="{url}?from={r.randint(1, 9999)}">{s}</a>'
        elif dice < 0.20:
            s = f"<strong>{s}</strong>"
        paragraph.append(s)
        if len(paragraph) == 3 or i == len(sentences) - 1:
            out.append("<p>" + " ".join(paragraph) + "</p>")
            paragraph = []
    return "\n".join(out)


def stories(i):
    """(language, [(title, sentences, url, guid, date, author)]) of document i."""
    r = random.Random(7919 * i + 3)
    language = LANGUAGES[i % 10]
    first = datetime.datetime(2023, 1, 23) + datetime.timedelta(minutes=i)
    out = []
    for k in range(PER_DOCUMENT):
        title, sentences = story(r, language)
        date = first - datetime.timedelta(minutes=13 * k)
        url = f"https://feed{i}.example/{date:%Y/%m/%d}/{i:05d}-{k:02d}.html"
        out.append((title, sentences, url, f"urn:bench:{i:05d}:{k:02d}", date, WORDS[language].one(r, "N")))
    return r, language, out


def document(i):
    r, language, items = stories(i)
    cdata = r.random() < 0.7
    o = [f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
         f'xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>\n<title>Feed {i}</title>\n'
         f'<link>https://feed{i}.example/</link>\n<description>Bench feed {i}</description>\n<language>{language}</language>\n']
    for title, sentences, url, guid, date, author in items:
        body = markup(r, sentences, url)
        body = f"<![CDATA[{body}]]>" if cdata else html.escape(body, quote=False)
        o.append(f'<item>\n<title>{html.escape(title, quote=False)}</title>\n<link>{url}</link>\n'
                 f'<guid isPermaLink="false">{guid}</guid>\n<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>\n'
                 f'<author>desk@feed{i}.example ({html.escape(author)})</author>\n'
                 f'<content:encoded>{body}</content:encoded>\n</item>\n')
    o.append("</channel>\n</rss>\n")
    return f"feed-{i:05d}".encode(), "".join(o).encode()


def write_docs(n, out):
    with open(out, "wb") as f:
        for i in range(n):
            key, doc = document(i)
            f.write(struct.pack("<II", len(key), len(doc)) + key + doc)


def write_text(megabytes, out):
    size, i = 0, 0
    with open(out, "wb") as f:
        while size < megabytes * 1000000:
            for title, sentences, *_ in stories(i)[2]:
                text = f"{title}\n\n{' '.join(sentences)}".encode()
                f.write(struct.pack("<I", len(text)) + text)
                size += len(text)
            i += 1


def write_folder(n, folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "feeds.conf"), "w", encoding="utf-8") as conf:
        for i in range(n):
            _, language, items = stories(i)
            conf.write(f"Id: bench-{i}\nProvider: bench-{i}\nTitle: Bench {i}\nLanguage: {language}\n"
                       f"Format: {'atom' if i % 2 else 'rss'}\nText: full\n\n")
            for k, (title, sentences, _, _, date, _) in enumerate(items):
                with open(os.path.join(folder, f"b{i:04d}-{k:02d}.story"), "w", encoding="utf-8") as f:
                    f.write(f"Feeds: bench-{i}\nTitle: {title}\nDate: {date:%Y-%m-%dT%H:%M:%SZ}\n"
                            f"Topics:\nSummary: {sentences[0]}\n\n" + "\n\n".join(sentences) + "\n")


if __name__ == "__main__":
    write = {"docs": write_docs, "text": write_text, "folder": write_folder}
    if len(sys.argv) != 4 or sys.argv[1] not in write:
        sys.exit(__doc__)
    write[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
