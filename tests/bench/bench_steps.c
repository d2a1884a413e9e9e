/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_steps - CPU seconds per 100,000 stories of the pure steps, without Kafka.
 *
 *   bench_steps DOCUMENTS PACKS [SECONDS]
 *
 * DOCUMENTS as generate.py makes them, PACKS a folder as config/tags.d. One thread; the steps
 * take turns over all documents until each round has taken SECONDS (3) of CPU time in all.
 * A reference, libxml2's bare SAX pass over the same bytes, takes its turn among them: on a
 * busy machine ratios to it mean more than seconds. An article page of 100 KB takes turns with
 * libxml2's HTML parser. Prints one line a step.
 */
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "enricher/tagger.h"
#include "parser/document.h"
#include "tests/bench/cpu.h"
#include "tests/bench/documents.h"
#include "tests/bench/page.h"

enum {
	ARENA_BYTES = 64 * 1024 * 1024,
	JSON_MAX = 64 * 1024 * 1024,
	PAGE_BYTES = 100 * 1000,
	PAGE_STORIES = 25, /* of whose texts and headlines the page is made */
};

enum step {
	REFERENCE,
	PARSE,
	IDENTITY,
	ENCODE_PARSED,
	DECODE,
	TAG,
	ENCODE_TAGGED,
	ENCODE_SPANS,
	PAGE_REFERENCE,
	PAGE,
	STEPS
};
static const char *const step_names[STEPS] = {
	[REFERENCE] = "bare libxml2 SAX pass",
	[PARSE] = "parse, text and HTML",
	[IDENTITY] = "identity",
	[ENCODE_PARSED] = "encode",
	[DECODE] = "decode",
	[TAG] = "tag",
	[ENCODE_TAGGED] = "encode, tagged",
	[ENCODE_SPANS] = "encode, tagged, texts copied",
	[PAGE_REFERENCE] = "libxml2's HTML parser",
	[PAGE] = "article page of 100 KB",
};

struct bench {
	struct documents docs;
	struct tagger *tagger;
	struct arena *arena, *other;
	struct buf json;
	double seconds[STEPS];
	size_t bytes[STEPS];
	size_t stories, mentions, pages;
};

/* Adds what has passed since `*since` to a step, and begins the next one. */
static void lap(struct bench *b, enum step step, double *since)
{
	double now = cpu_thread_seconds();

	b->seconds[step] += now - *since;
	*since = now;
}

/* --- the reference --------------------------------------------------------------------- */

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix,
		     const xmlChar *uri, int namespaces_len, const xmlChar **namespaces,
		     int len, int defaulted, const xmlChar **attributes)
{
	(void)name, (void)prefix, (void)uri, (void)namespaces_len, (void)namespaces;
	(void)len, (void)defaulted, (void)attributes;
	++*(size_t *)self;
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix,
		   const xmlChar *uri)
{
	(void)name, (void)prefix, (void)uri;
	++*(size_t *)self;
}

static void on_text(void *self, const xmlChar *text, int len)
{
	(void)text;
	*(size_t *)self += (size_t)len;
}

static void bare_pass(struct view doc)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
			      .startElementNs = on_start,
			      .endElementNs = on_end,
			      .characters = on_text,
			      .cdataBlock = on_text };
	size_t seen = 0;

	MUST(xmlSAXUserParseMemory(&sax, &seen, doc.p, (int)doc.len) == 0);
	MUST(seen > 0);
}

/* --- ours ------------------------------------------------------------------------------ */

static void parse(struct bench *b, struct view body, struct view type, struct parsed *p)
{
	struct document d = { .body = body,
			      .content_type = type,
			      .fetched_at = INSTANT_NONE,
			      .limits = DOCUMENT_LIMITS };
	struct err err;

	*p = (struct parsed){ 0 };
	if (!parse_document(&d, b->arena, p, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(65);
	}
}

static size_t text_bytes(const struct story *s)
{
	return story_plain(s, FIELD_HEADLINE).len +
	       story_plain(s, FIELD_DESCRIPTION).len + story_plain(s, FIELD_BODY).len;
}

static void encode(struct bench *b, const struct story *s)
{
	struct err err;

	buf_clear(&b->json);
	MUST(ninjs_encode(s, &b->json, &err));
}

/* One document through all steps. A service takes one story after the other; timing each
 * step of each would measure the clock, so the stories of a document go step by step. */
static void all_steps(struct bench *b, struct view doc)
{
	struct parsed p;
	size_t len, at = 0;
	struct err err;

	arena_reset(b->arena);
	arena_reset(b->other);
	double since = cpu_thread_seconds();
	bare_pass(doc);
	lap(b, REFERENCE, &since);
	parse(b, doc, VIEW("application/rss+xml"), &p);
	lap(b, PARSE, &since);
	for (size_t i = 0; i < p.stories_len; i++) {
		struct story *s = &p.stories[i];
		struct view *keys = identity_keys(s, VIEW("bench"), b->arena, &len);
		struct digest hash = identity_content(s);
		s->uri = identity_uri(keys[0], b->arena);
		s->version = 1;
		s->ext.content_hash = arena_copy(b->arena, view_at(hash.hex, DIGEST_HEX));
	}
	lap(b, IDENTITY, &since);

	struct view *records = ARENA_ARRAY(b->other, struct view, p.stories_len);
	struct story *decoded = ARENA_ARRAY(b->other, struct story, p.stories_len);
	struct ninjs_spans *spans =
	    ARENA_ARRAY(b->other, struct ninjs_spans, p.stories_len);
	BUF(all, JSON_MAX);
	since = cpu_thread_seconds();
	for (size_t i = 0; i < p.stories_len; i++) {
		encode(b, &p.stories[i]);
		records[i].len = b->json.len;
		MUST(buf_add(&all, buf_view(&b->json)));
	}
	lap(b, ENCODE_PARSED, &since);
	for (size_t i = 0; i < p.stories_len; at += records[i++].len)
		records[i].p = all.p + at;
	for (size_t i = 0; i < p.stories_len; i++)
		MUST(ninjs_decode_spans(records[i], b->other, &decoded[i], &spans[i],
					&err));
	lap(b, DECODE, &since);
	for (size_t i = 0; i < p.stories_len; i++)
		b->bytes[TAG] += text_bytes(&decoded[i]);
	since = cpu_thread_seconds();
	for (size_t i = 0; i < p.stories_len; i++)
		tagger_tag_story(b->tagger, &decoded[i], b->other);
	lap(b, TAG, &since);
	for (size_t i = 0; i < p.stories_len; i++)
		encode(b, &decoded[i]);
	lap(b, ENCODE_TAGGED, &since);
	for (size_t i = 0; i < p.stories_len; i++) {
		buf_clear(&b->json);
		MUST(ninjs_encode_spans(&decoded[i], &spans[i], &b->json, &err));
	}
	lap(b, ENCODE_SPANS, &since);

	for (size_t i = 0; i < p.stories_len; i++)
		b->mentions += decoded[i].ext.mentions.len;
	b->bytes[REFERENCE] += doc.len;
	b->bytes[PARSE] += doc.len;
	b->bytes[ENCODE_PARSED] += all.len;
	b->bytes[DECODE] += all.len;
	b->stories += p.stories_len;
}

/* A page made of the document's stories. */
static void page_steps(struct bench *b, struct view doc)
{
	BUF(page, 4 * PAGE_BYTES);
	struct parsed p;

	arena_reset(b->arena);
	parse(b, doc, VIEW("application/rss+xml"), &p);
	page_build(p.stories, p.stories_len < PAGE_STORIES ? p.stories_len : PAGE_STORIES,
		   PAGE_BYTES, &page);
	arena_reset(b->arena);
	double since = cpu_thread_seconds();
	htmlDocPtr tree =
	    htmlReadMemory(page.p, (int)page.len, NULL, "UTF-8",
			   HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
	MUST(tree);
	xmlFreeDoc(tree);
	lap(b, PAGE_REFERENCE, &since);
	parse(b, buf_view(&page), VIEW("text/html"), &p);
	lap(b, PAGE, &since);
	MUST(p.stories_len == 1);
	b->pages++;
	b->bytes[PAGE] += page.len;
}

/* --- the table ------------------------------------------------------------------------- */

static void print_row(const struct bench *b, const char *name, double seconds,
		      size_t bytes)
{
	printf("%-32s %8.3f %8.2f", name, seconds / (double)b->stories * 1e5,
	       seconds / b->seconds[REFERENCE]);
	if (bytes > 0)
		printf(" %8.0f", (double)bytes / seconds / 1e6);
	printf("\n");
}

static void print_table(const struct bench *b)
{
	struct rusage u;

	printf("%-32s %8s %8s %8s\n", "step", "CPU s", "ratio", "MB/s");
	for (int i = 0; i < PAGE_REFERENCE; i++)
		print_row(b, step_names[i], b->seconds[i], b->bytes[i]);
	print_row(b, "parse + tag + encode",
		  b->seconds[PARSE] + b->seconds[TAG] + b->seconds[ENCODE_TAGGED], 0);
	printf("%-32s %8.3f %8.2f %8.0f\n", step_names[PAGE],
	       b->seconds[PAGE] / (double)b->pages * 1e3,
	       b->seconds[PAGE] / b->seconds[PAGE_REFERENCE],
	       (double)b->bytes[PAGE] / b->seconds[PAGE] / 1e6);
	(void)getrusage(RUSAGE_SELF, &u);
	printf("CPU s per 100,000 stories; ratio to the bare pass; of the page ms, and "
	       "ratio to\nlibxml2's HTML parser. %zu stories, %zu mentions,\n"
	       "at most %ld MiB, %zu of them documents\n",
	       b->stories, b->mentions, u.ru_maxrss / 1024, b->docs.bytes >> 20);
}

static struct gazetteer *load_packs(const char *folder)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct gazetteer *g = NULL;

	if (gazetteer_load(folder, &g, errors) && g->packs_len > 0)
		return g;
	fprintf(stderr, "%s: no packs, or wrong ones\n", folder);
	exit(78);
}

int main(int argc, char **argv)
{
	double seconds = argc > 3 ? atof(argv[3]) : 3, spent = 0;
	struct bench b = { 0 };
	struct err err;

	if (argc < 3) {
		fputs("usage: bench_steps DOCUMENTS PACKS [SECONDS]\n", stderr);
		return 64;
	}
	b.docs = documents_read(argv[1]);
	AUTO(gazetteer) gazetteer = load_packs(argv[2]);
	MUST(tagger_new(gazetteer, &b.tagger, &err));
	b.arena = arena_new(ARENA_BYTES);
	b.other = arena_new(ARENA_BYTES);
	buf_init(&b.json, JSON_MAX);
	for (size_t i = 0; spent < seconds; i = (i + 1) % b.docs.len) {
		double since = cpu_thread_seconds();
		all_steps(&b, b.docs.items[i]);
		page_steps(&b, b.docs.items[i]);
		spent += cpu_thread_seconds() - since;
	}
	print_table(&b);
	buf_done(&b.json);
	arena_free(b.other);
	arena_free(b.arena);
	tagger_free(b.tagger);
	documents_done(&b.docs);
	return 0;
}
