/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_memory - the memory that parsing one document takes at most.
 *
 *   bench_memory DOCUMENTS
 *
 * DOCUMENTS as generate.py makes them: RSS, of which feeds of several sizes and encodings and
 * pages are made. Each is parsed in a process of its own, whose largest resident size, less
 * what it had before, is the memory of the document; its own bytes are not counted. Then come
 * documents of every format that are made to cost: entries of a few bytes, a text of megabytes,
 * attributes, nesting, entities. Those may be refused. Prints a line for each and fails if one
 * takes more than 4 times its size plus 4 MiB.
 */
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "parser/document.h"
#include "tests/bench/documents.h"
#include "tests/bench/page.h"

enum {
	MIB = 1024 * 1024,
	TIMES_MAX = 4,
	BASE_BYTES = 4 * MIB,
	FAILED = 1,
	HOSTILE_BYTES = 4 * MIB,
};

/* --- measuring ------------------------------------------------------------------------- */

/* A figure of /proc/self/status, in bytes. */
static size_t status_bytes(const char *name)
{
	char line[256];
	size_t kib = 0;
	FILE *f = fopen("/proc/self/status", "r");

	MUST(f);
	while (fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			kib = strtoul(line + strlen(name) + 1, NULL, 10);
	(void)fclose(f);
	MUST(kib > 0);
	return kib * 1024;
}

/* From here on the largest resident size counts anew (proc(5), clear_refs). */
static void forget_peak(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	MUST(fd >= 0 && write(fd, "5", 1) == 1);
	(void)close(fd);
}

static size_t parse_alone(struct view body, const char *type, bool hostile,
			  size_t *ret_stories)
{
	struct document d = { .body = body,
			      .content_type = view_of(type),
			      .fetched_at = INSTANT_NONE,
			      .limits = DOCUMENT_LIMITS };
	struct arena *a = arena_new(body.len * TIMES_MAX + BASE_BYTES);
	struct parsed p = { 0 };
	struct err err;

	forget_peak();
	size_t before = status_bytes("VmRSS");
	if (!parse_document(&d, a, &p, &err) && !hostile) {
		fprintf(stderr, "%s\n", err.text);
		exit(FAILED);
	}
	*ret_stories = p.stories_len;
	return status_bytes("VmHWM") - before;
}

static void measure_here(const char *name, struct view body, const char *type,
			 bool hostile)
{
	size_t stories, bytes = parse_alone(body, type, hostile, &stories);
	size_t most = body.len * TIMES_MAX + BASE_BYTES;

	printf("%-28s %9.1f %9zu %9.1f %9.1f\n", name, (double)body.len / MIB, stories,
	       (double)bytes / MIB, (double)most / MIB);
	(void)fflush(stdout);
	_exit(bytes > most ? FAILED : 0);
}

static bool measure_as(const char *name, struct view body, const char *type, bool hostile)
{
	int status = 0;

	(void)fflush(stdout);
	pid_t pid = fork();
	MUST(pid >= 0);
	if (pid == 0)
		measure_here(name, body, type, hostile);
	MUST(waitpid(pid, &status, 0) == pid);
	if (status == 0)
		return true;
	fprintf(stderr, "%s: too much memory, or not parsed\n", name);
	return false;
}

static bool measure(const char *name, struct view body, const char *type)
{
	return measure_as(name, body, type, false);
}

/* --- documents ------------------------------------------------------------------------- */

/* One feed of the items of as many documents as make it `bytes` long. */
static void add_feed(const struct documents *docs, size_t bytes, struct buf *out)
{
	struct view first = docs->items[0];

	(void)buf_add(out, view_head(first, view_find(first, VIEW("<item>"), 0)));
	for (size_t i = 0; out->len < bytes; i = (i + 1) % docs->len) {
		struct view doc = docs->items[i];
		size_t start = view_find(doc, VIEW("<item>"), 0);
		size_t end = view_find(doc, VIEW("</channel>"), 0);
		MUST(start != VIEW_NONE && end != VIEW_NONE);
		(void)buf_add(out, view_head(view_from(doc, start), end - start));
	}
	(void)buf_add(out, VIEW("</channel></rss>"));
	MUST(!out->over);
}

static void add_recoded(struct view text, const char *charset, struct buf *out)
{
	size_t left = text.len * 2 + 16, room = left;
	char *from = (char *)(uintptr_t)text.p, *start = buf_room(out, room), *to = start;
	size_t from_left = text.len;
	iconv_t cd = iconv_open(charset, "UTF-8");

	MUST(start && cd != (iconv_t)-1);
	MUST(iconv(cd, &from, &from_left, &to, &left) != (size_t)-1);
	out->len += (size_t)(to - start);
	(void)iconv_close(cd);
}

/* Feeds of one item after the other, and the same in an encoding that is not UTF-8. */
static bool measure_feeds(const struct documents *docs)
{
	static const struct {
		const char *name;
		size_t bytes;
	} sizes[] = { { "RSS, 10 KB", 10000 },
		      { "RSS, 100 KB", 100000 },
		      { "RSS, 1 MB", 1000000 },
		      { "RSS, 4 MB", 4000000 } };
	bool ok = true;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		BUF(feed, 16 * MIB);
		add_feed(docs, sizes[i].bytes, &feed);
		ok &= measure(sizes[i].name, buf_view(&feed), "application/rss+xml");
	}
	BUF(feed, 16 * MIB);
	BUF(wide, 64 * MIB);
	add_feed(docs, 1000000, &feed);
	add_recoded(
	    view_from(buf_view(&feed), view_find(buf_view(&feed), VIEW("<rss"), 0)),
	    "UTF-16", &wide);
	return measure("RSS in UTF-16", buf_view(&wide), "application/rss+xml") && ok;
}

static bool measure_pages(const struct documents *docs)
{
	static const struct {
		const char *name;
		size_t bytes;
	} sizes[] = { { "page, 100 KB", 100000 },
		      { "page, 1 MB", 1000000 },
		      { "page, 4 MB", 4000000 } };
	struct document d = { .body = docs->items[0],
			      .content_type = VIEW("application/rss+xml"),
			      .fetched_at = INSTANT_NONE,
			      .limits = DOCUMENT_LIMITS };
	AUTO(arena) a = arena_new(64 * MIB);
	struct parsed p = { 0 };
	struct err err;
	bool ok = true;

	MUST(parse_document(&d, a, &p, &err));
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		BUF(page, 16 * MIB);
		page_build(p.stories, p.stories_len, sizes[i].bytes, &page);
		ok &= measure(sizes[i].name, buf_view(&page), "text/html");
	}
	return ok;
}

#define RSS(inside) "<rss version='2.0'><channel>", inside, "</channel></rss>"
#define ITEM "<rss version='2.0'><channel><item><title>t</title>"
#define ITEM_END "</item></channel></rss>"
#define G2 "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='a'><itemMeta/>"
#define G2_TEXT G2 "<contentMeta/><contentSet><inlineXML><html><body>"
#define G2_END "</body></html></inlineXML></contentSet></newsItem>"
#define WIRE "TOKYO, Jan 23 (Kyodo) -- One."

/* What is repeated until the document has HOSTILE_BYTES. */
static const struct hostile {
	const char *name, *head, *unit, *tail;
} hostiles[] = {
	{ "RSS, tiny items", RSS("<item><title>a</title></item>") },
	{ "RSS, empty items", RSS("<item/>") },
	{ "RSS, one text", ITEM "<description>", "word ", "</description>" ITEM_END },
	{ "RSS, escaped tags", ITEM "<description>", "&lt;b&gt;x",
	  "</description>" ITEM_END },
	{ "RSS, entities", ITEM "<description>", "&amp;", "</description>" ITEM_END },
	{ "RSS, categories", ITEM, "<category>c</category>", ITEM_END },
	{ "RSS, an attribute", ITEM "<enclosure url='", "aaaa", "'/>" ITEM_END },
	{ "RSS, attributes", ITEM "<enclosure ", "a='b' ", "/>" ITEM_END },
	{ "RSS, nested", ITEM, "<a>", "" },
	{ "RSS, NULs", ITEM, " ", ITEM_END },
	{ "Atom, tiny entries", "<feed xmlns='http://www.w3.org/2005/Atom'>",
	  "<entry><id>a</id></entry>", "</feed>" },
	{ "sitemap", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
	  "<url><loc>http://a/b</loc></url>", "</urlset>" },
	{ "JSON Feed, tiny items",
	  "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[",
	  "{\"id\":\"1\"},", "{\"id\":\"2\"}]}" },
	{ "JSON Feed, numbers",
	  "{\"version\":\"https://jsonfeed.org/version/"
	  "1\",\"items\":[{\"id\":\"1\",\"x\":[",
	  "1,", "1]}]}" },
	{ "JSON Feed, nested",
	  "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", "[", "" },
	{ "ninjs, tiny items", "[", "{\"uri\":\"a\",\"headline\":\"b\"},",
	  "{\"uri\":\"c\"}]" },
	{ "ninjs, associations", "{\"uri\":\"a\",\"headline\":\"b\",\"associations\":{",
	  "\"a\":{\"uri\":\"u\"},", "\"b\":{}}}" },
	{ "NewsML-G2, elements", G2_TEXT, "<a/>", G2_END },
	{ "NewsML-G2, paragraphs", G2_TEXT, "<p>some words of a paragraph</p>", G2_END },
	{ "NewsML-G2, items", "<newsMessage><itemSet>",
	  "<newsItem "
	  "guid='a'><itemMeta/><contentMeta><headline>h</headline></contentMeta></"
	  "newsItem>",
	  "</itemSet></newsMessage>" },
	{ "NewsML 1, items", "<NewsML>",
	  "<NewsItem><NewsComponent><NewsLines><HeadLine>h</HeadLine></NewsLines></"
	  "NewsComponent></NewsItem>",
	  "</NewsML>" },
	{ "NITF, paragraphs", "<nitf><body><body.content>", "<p>w</p>",
	  "</body.content></body></nitf>" },
	{ "IPTC 7901", "",
	  "\x01isn0123 4 pl 9\x02"
	  "a =\n\ntext\x03\x04",
	  "" },
	{ "ANPA 1312", "",
	  "\x01"
	  "a0123\x1f\nr i bc-x 1-23 9\x02text of it\x03\x04",
	  "" },
	{ "text, lines", WIRE "\n", "a\n", "" },
	{ "text, one line", WIRE, " word", "" },
	{ "page, paragraphs", "<html><body>",
	  "<p>some words of a paragraph, and more</p>", "</body></html>" },
	{ "page, tags", "<html><body>", "<b>x", "</body></html>" },
	{ "page, nested", "<html><body>", "<div>", "text</body></html>" },
	{ "page, bare marks", "<html><body>", "<", "</body></html>" },
};

static bool measure_hostile(const struct hostile *h)
{
	BUF(doc, 16 * MIB);

	(void)buf_add(&doc, view_of(h->head));
	while (doc.len < HOSTILE_BYTES)
		(void)buf_add(&doc, view_of(h->unit));
	(void)buf_add(&doc, view_of(h->tail));
	if (strcmp(h->name, "RSS, NULs") == 0)
		for (size_t i = 0; i < doc.len; i++)
			doc.p[i] = doc.p[i] == ' ' && i > 200 ? '\0' : doc.p[i];
	return measure_as(h->name, buf_view(&doc), "", true);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: bench_memory DOCUMENTS\n", stderr);
		return 64;
	}
	struct documents docs = documents_read(argv[1]);

	printf("%-28s %9s %9s %9s %9s\n", "document", "MiB", "stories", "takes MiB",
	       "of MiB");
	bool ok = measure_feeds(&docs);
	ok &= measure_pages(&docs);
	for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++)
		ok &= measure_hostile(&hostiles[i]);
	documents_done(&docs);
	return ok ? 0 : FAILED;
}
