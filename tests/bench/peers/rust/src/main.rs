// SPDX-License-Identifier: Apache-2.0
//! The pipeline as it would be written in Rust: feed-rs, aho-corasick, rdkafka, one process, transactions.
//!
//!     peer BROKER IN OUT DOCUMENTS   reads documents from IN, writes a record for each story to OUT, once each
//!     peer --steps FILE              the same work without Kafka; prints CPU seconds per 100,000 stories
//!
//! FORMS names the file of surface forms.
use std::error::Error;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rayon::prelude::*;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::OwnedMessage;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{ClientConfig, Message};
use serde::Serialize;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const STORIES_MAX: usize = 10_000;
const TIME_MAX: Duration = Duration::from_millis(500);
const WAIT: Duration = Duration::from_secs(60);

#[derive(Serialize)]
struct Mention<'a> {
    subject: &'a str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    author: &'a str,
    published: Option<String>,
    categories: Vec<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
    mentions: Vec<Mention<'a>>,
}

struct Tagger {
    subjects: Vec<String>,
    matcher: AhoCorasick,
}

impl Tagger {
    fn load() -> Result<Tagger> {
        let text = std::fs::read_to_string(std::env::var("FORMS")?)?;
        let (subjects, forms): (Vec<String>, Vec<String>) =
            text.lines().filter_map(|line| line.split_once('\t')).map(|(s, f)| (s.to_string(), f.to_string())).unzip();
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&forms)?;
        Ok(Tagger { subjects, matcher })
    }

    /// Longest matches from the left, as offsets in bytes.
    fn mentions(&self, text: &str) -> Vec<Mention<'_>> {
        let found = self.matcher.find_iter(&text.to_lowercase()).map(|m| (m.pattern(), m.range())).collect::<Vec<_>>();
        found
            .into_iter()
            .map(|(p, r)| Mention { subject: &self.subjects[p.as_usize()], start: r.start, end: r.end })
            .collect()
    }

    /// Key and value of each story.
    fn stories(&self, document: &[u8]) -> Vec<(String, Vec<u8>)> {
        let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
        let feed = parser.parse(document).expect("a feed");
        let mut out = Vec::with_capacity(feed.entries.len());
        for e in &feed.entries {
            let title = e.title.as_ref().map_or("", |t| t.content.as_str());
            let body = e.content.as_ref().and_then(|c| c.body.as_deref());
            let body = body.or(e.summary.as_ref().map(|s| s.content.as_str())).unwrap_or("");
            let text = format!("{title}\n{}", strip(body));
            let record = Record {
                id: &e.id,
                url: e.links.first().map_or("", |l| l.href.as_str()),
                title,
                author: e.authors.first().and_then(|a| a.name.as_deref().or(a.email.as_deref())).unwrap_or(""),
                published: e.published.map(|d| d.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
                categories: e.categories.iter().map(|c| c.term.as_str()).collect(),
                language: feed.language.as_deref(),
                text: &text,
                mentions: self.mentions(&text),
            };
            out.push((e.id.clone(), serde_json::to_vec(&record).expect("JSON")));
        }
        out
    }
}

fn strip(mut markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    while let Some((before, rest)) = markup.split_once('<') {
        out.push_str(before);
        out.push(' ');
        markup = rest.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(markup);
    html_escape::decode_html_entities(&out).into_owned()
}

fn produce(producer: &BaseProducer, topic: &str, key: &str, value: &[u8]) -> Result<()> {
    let mut record = BaseRecord::to(topic).key(key).payload(value);
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(()),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                record = back;
                producer.poll(Duration::from_millis(20));
            }
            Err((e, _)) => return Err(e.into()),
        }
    }
}

fn batch(consumer: &BaseConsumer, most: usize) -> Result<Vec<OwnedMessage>> {
    let mut out = Vec::new();
    while out.len() < most {
        match consumer.poll(Duration::from_millis(if out.is_empty() { 100 } else { 0 })) {
            Some(message) => out.push(message?.detach()),
            None => break,
        }
    }
    Ok(out)
}

fn run(broker: &str, topic_in: &str, topic_out: &str, documents: usize) -> Result<()> {
    let tagger = Tagger::load()?;
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", broker)
        .set("group.id", topic_out)
        .set("auto.offset.reset", "earliest")
        .set("enable.auto.commit", "false")
        .set("isolation.level", "read_committed")
        .create()?;
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", broker)
        .set("transactional.id", topic_out)
        .set("compression.type", "zstd")
        .set("linger.ms", "20")
        .set("queue.buffering.max.messages", "200000")
        .create()?;
    consumer.subscribe(&[topic_in])?;
    producer.init_transactions(WAIT)?;
    let mut done = 0;
    while done < documents {
        let (mut open, mut written) = (None, 0);
        loop {
            let got = batch(&consumer, 100)?;
            if !got.is_empty() && open.is_none() {
                producer.begin_transaction()?;
                open = Some(Instant::now());
            }
            let stories: Vec<_> =
                got.par_iter().flat_map_iter(|m| tagger.stories(m.payload().unwrap_or_default())).collect();
            for (key, value) in &stories {
                produce(&producer, topic_out, key, value)?;
            }
            producer.poll(Duration::ZERO);
            written += stories.len();
            done += got.len();
            let late = open.is_some_and(|t: Instant| t.elapsed() > TIME_MAX);
            if got.is_empty() || written >= STORIES_MAX || late || done >= documents {
                break;
            }
        }
        if open.is_some() {
            let group = consumer.group_metadata().ok_or("no group")?;
            producer.send_offsets_to_transaction(&consumer.position()?, &group, WAIT)?;
            producer.commit_transaction(WAIT)?;
        }
    }
    Ok(())
}

fn cpu() -> f64 {
    // SAFETY: getrusage fills the struct that it is given.
    let u = unsafe {
        let mut u: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut u);
        u
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    seconds(u.ru_utime) + seconds(u.ru_stime)
}

fn steps(path: &str) -> Result<()> {
    let tagger = Tagger::load()?;
    let bytes = std::fs::read(path)?;
    let size = |i: usize| u32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]) as usize;
    let (begun, mut at, mut count, mut found) = (cpu(), 0, 0, 0);
    while at + 8 <= bytes.len() {
        let (start, len) = (at + 8 + size(at), size(at + 4));
        for (_, value) in tagger.stories(&bytes[start..start + len]) {
            count += 1;
            found += value.windows(9).filter(|w| w == b"\"subject\"").count();
        }
        at = start + len;
    }
    println!("{:.2} {found}", (cpu() - begun) / count as f64 * 1e5);
    Ok(())
}

fn main() -> Result<()> {
    let a: Vec<String> = std::env::args().collect();
    match a.len() {
        3 if a[1] == "--steps" => steps(&a[2]),
        5 => run(&a[1], &a[2], &a[3], a[4].parse()?),
        _ => Err("usage: peer BROKER IN OUT DOCUMENTS | peer --steps FILE".into()),
    }
}
