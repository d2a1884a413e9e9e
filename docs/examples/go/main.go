// SPDX-License-Identifier: Apache-2.0

// Follow reads a topic of stories: follow BROKER TOPIC GROUP COUNT. It prints one line for each
// version that comes and ends after COUNT of them (0: never).
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"

	"github.com/twmb/franz-go/pkg/kgo"
)

// story is what this program wants of a record; all else is skipped.
type story struct {
	URI       string `json:"uri"`
	Version   int    `json:"version,string"`
	Status    string `json:"pubStatus"`
	Headlines []struct {
		ContentType string `json:"contentType"`
		Value       string `json:"value"`
	} `json:"headlines"`
}

func (s *story) headline() string {
	for _, h := range s.Headlines {
		if h.ContentType == "text/plain" {
			return h.Value
		}
	}
	return ""
}

// follower knows the latest version of each story; a program of use keeps that where it keeps the
// stories.
type follower struct {
	latest               map[string]int
	new, updated, killed int
}

func (f *follower) take(r *kgo.Record) {
	var s story
	if err := json.Unmarshal(r.Value, &s); err != nil {
		log.Fatalf("%s: %v", r.Key, err)
	}
	known := f.latest[s.URI]
	if s.Version <= known {
		return // read before
	}
	f.latest[s.URI] = s.Version
	kind := "new"
	switch {
	case s.Status != "usable":
		kind = "kill"
		f.killed++
	case known > 0:
		kind = "update"
		f.updated++
	default:
		f.new++
	}
	fmt.Printf("%-6s %s %d %s\n", kind, s.URI, s.Version, s.headline())
}

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: follow BROKER TOPIC GROUP COUNT")
	}
	count, err := strconv.Atoi(os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(os.Args[1]),
		kgo.ConsumeTopics(os.Args[2]),
		kgo.ConsumerGroup(os.Args[3]),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.DisableAutoCommit(),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	f := follower{latest: map[string]int{}}
	for count == 0 || f.new+f.updated+f.killed < count {
		fetches := client.PollFetches(ctx)
		if errs := fetches.Errors(); len(errs) > 0 {
			log.Fatal(errs[0].Err)
		}
		fetches.EachRecord(f.take)
		// After they were dealt with: what a crash interrupts comes again.
		if err := client.CommitUncommittedOffsets(ctx); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%d new, %d updated, %d killed\n", f.new, f.updated, f.killed)
}
