// SPDX-License-Identifier: Apache-2.0

// The pipeline as it would be written in Go: gofeed, Aho-Corasick, franz-go, one process, transactions.
//
//	peer BROKER IN OUT DOCUMENTS   reads documents from IN, writes a record for each story to OUT, once each
//	peer --steps FILE              the same work without Kafka; prints CPU seconds per 100,000 stories
//
// FORMS names the file of surface forms.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"log"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/mmcdole/gofeed"
	ahocorasick "github.com/petar-dambovaliev/aho-corasick"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	storiesMax = 10000
	timeMax    = 500 * time.Millisecond
)

type mention struct {
	Subject string `json:"subject"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

type record struct {
	ID         string    `json:"id"`
	URL        string    `json:"url"`
	Title      string    `json:"title"`
	Author     string    `json:"author"`
	Published  string    `json:"published"`
	Categories []string  `json:"categories"`
	Language   string    `json:"language"`
	Text       string    `json:"text"`
	Mentions   []mention `json:"mentions"`
}

type tagger struct {
	subjects []string
	matcher  ahocorasick.AhoCorasick
}

func loadForms() *tagger {
	text, err := os.ReadFile(os.Getenv("FORMS"))
	if err != nil {
		log.Fatal(err)
	}
	t := &tagger{}
	var forms []string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		subject, form, _ := strings.Cut(line, "\t")
		t.subjects, forms = append(t.subjects, subject), append(forms, form)
	}
	builder := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{MatchKind: ahocorasick.LeftMostLongestMatch, DFA: true})
	t.matcher = builder.Build(forms)
	return t
}

// Longest matches from the left, as offsets in bytes.
func (t *tagger) mentions(text string) []mention {
	found, last := []mention{}, 0
	matches := t.matcher.Iter(strings.ToLower(text))
	for m := matches.Next(); m != nil; m = matches.Next() {
		if m.Start() < last {
			continue
		}
		last = m.End()
		found = append(found, mention{t.subjects[m.Pattern()], m.Start(), m.End()})
	}
	return found
}

func strip(markup string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(markup, "<")
		b.WriteString(before)
		if !found {
			return html.UnescapeString(b.String())
		}
		b.WriteByte(' ')
		if _, markup, found = strings.Cut(rest, ">"); !found {
			return html.UnescapeString(b.String())
		}
	}
}

func (t *tagger) stories(document []byte) []*kgo.Record {
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(document))
	if err != nil {
		log.Fatal(err)
	}
	out := make([]*kgo.Record, 0, len(feed.Items))
	for _, item := range feed.Items {
		r := record{ID: item.GUID, URL: item.Link, Title: item.Title, Categories: item.Categories, Language: feed.Language,
			Text: item.Title + "\n" + strip(item.Content)}
		if len(item.Authors) > 0 {
			r.Author = item.Authors[0].Name
		}
		if item.PublishedParsed != nil {
			r.Published = item.PublishedParsed.UTC().Format(time.RFC3339)
		}
		r.Mentions = t.mentions(r.Text)
		value, err := json.Marshal(&r)
		if err != nil {
			log.Fatal(err)
		}
		out = append(out, &kgo.Record{Key: []byte(item.GUID), Value: value})
	}
	return out
}

// All documents of a batch, on all cores.
func (t *tagger) batch(documents []*kgo.Record) [][]*kgo.Record {
	out := make([][]*kgo.Record, len(documents))
	next := make(chan int, len(documents))
	for i := range documents {
		next <- i
	}
	close(next)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := range next {
				out[i] = t.stories(documents[i].Value)
			}
		})
	}
	all.Wait()
	return out
}

func run(broker, topicIn, topicOut string, documents int) {
	t, ctx := loadForms(), context.Background()
	session, err := kgo.NewGroupTransactSession(kgo.SeedBrokers(broker), kgo.ConsumerGroup(topicOut), kgo.ConsumeTopics(topicIn),
		kgo.TransactionalID(topicOut), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.RequireStableFetchOffsets(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.ProducerBatchCompression(kgo.ZstdCompression()),
		kgo.ProducerLinger(20*time.Millisecond), kgo.DefaultProduceTopic(topicOut), kgo.MaxBufferedRecords(200000))
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	for done := 0; done < documents; {
		if err := session.Begin(); err != nil {
			log.Fatal(err)
		}
		begun, read, written := time.Now(), 0, 0
		for time.Since(begun) < timeMax && written < storiesMax && done+read < documents {
			wait, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			got := session.PollRecords(wait, 100).Records()
			cancel()
			for _, stories := range t.batch(got) {
				for _, r := range stories {
					session.Produce(ctx, r, func(_ *kgo.Record, err error) {
						if err != nil {
							log.Print(err)
						}
					})
				}
				written += len(stories)
			}
			read += len(got)
		}
		committed, err := session.End(ctx, kgo.TransactionEndTry(read > 0))
		if err != nil {
			log.Fatal(err)
		}
		if committed {
			done += read
		}
	}
}

func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func steps(path string) {
	t := loadForms()
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	begun, count, found := cpu(), 0, 0
	for len(text) > 8 {
		key, size := binary.LittleEndian.Uint32(text), binary.LittleEndian.Uint32(text[4:])
		document := text[8+key:][:size]
		text = text[8+key+size:]
		for _, r := range t.stories(document) {
			count++
			found += bytes.Count(r.Value, []byte(`"subject"`))
		}
	}
	fmt.Printf("%.2f %d\n", (cpu()-begun)/float64(count)*1e5, found)
}

func main() {
	if os.Args[1] == "--steps" {
		steps(os.Args[2])
		return
	}
	documents, err := strconv.Atoi(os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	run(os.Args[1], os.Args[2], os.Args[3], documents)
}
