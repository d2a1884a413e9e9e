// SPDX-License-Identifier: Apache-2.0

// A poller as it would be written in Go: net/http, 64 workers, validators kept in memory.
// poll BASE FEEDS ROUNDS
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
)

const workers = 64

type feed struct{ etag, modified string }

func cpu() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}

func poll(client *http.Client, url string, f *feed) (int, error) {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return 0, err
	}
	if f.etag != "" {
		request.Header.Set("If-None-Match", f.etag)
		request.Header.Set("If-Modified-Since", f.modified)
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if _, err = io.ReadAll(answer.Body); err != nil {
		return 0, err
	}
	f.etag, f.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	return answer.StatusCode, nil
}

func round(client *http.Client, base string, feeds []feed, status int) {
	var wait sync.WaitGroup
	numbers := make(chan int)
	for w := 0; w < workers; w++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for n := range numbers {
				got, err := poll(client, fmt.Sprintf("%s/f%05d.xml", base, n), &feeds[n])
				if err != nil || got != status {
					panic(fmt.Sprint(got, err))
				}
			}
		}()
	}
	for n := range feeds {
		numbers <- n
	}
	close(numbers)
	wait.Wait()
}

func main() {
	count, _ := strconv.Atoi(os.Args[2])
	rounds, _ := strconv.Atoi(os.Args[3])
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	figures := map[string]float64{}
	feeds := make([]feed, count)
	for _, status := range []int{200, 304} {
		began := cpu()
		for r := 0; r < rounds; r++ {
			if status == 200 {
				feeds = make([]feed, count)
			}
			round(client, os.Args[1], feeds, status)
		}
		figures[strconv.Itoa(status)] = (cpu() - began) / float64(count*rounds) * 1e4
	}
	if err := json.NewEncoder(os.Stdout).Encode(figures); err != nil {
		panic(err)
	}
}
