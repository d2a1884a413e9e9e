/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/asyncapi.h"

#include <stdio.h>

#include "common/kafka/stage.h"
#include "common/kafka/topics.h"
#include "common/story/header_rows.h"
#include "common/story/json_text.h"

#define STORY_SCHEMA "./story-1.schema.json"
#define KAFKA_BINDING "0.5.0"

enum { NAME_MAX_BYTES = 64 };

/* --- JSON with indentation --------------------------------------------------------------- */

struct writer {
	struct buf *out;
	int depth;
	bool first; /* of the object or list that is open */
};

static void next(struct writer *w)
{
	(void)buf_add(w->out, w->first ? VIEW("\n") : VIEW(",\n"));
	for (int i = 0; i < w->depth; i++)
		(void)buf_add(w->out, VIEW("  "));
	w->first = false;
}

/* NULL: an item of a list. */
static void name(struct writer *w, const char *key)
{
	next(w);
	if (!key)
		return;
	json_add_string(w->out, view_of(key));
	(void)buf_add(w->out, VIEW(": "));
}

static void begin(struct writer *w, const char *key, char bracket)
{
	name(w, key);
	(void)buf_add_byte(w->out, bracket);
	w->depth++;
	w->first = true;
}

static void end(struct writer *w, char bracket)
{
	bool empty = w->first;

	w->depth--;
	w->first = true;
	if (!empty)
		next(w);
	w->first = false;
	(void)buf_add_byte(w->out, bracket);
}

static void text(struct writer *w, const char *key, const char *value)
{
	name(w, key);
	json_add_string(w->out, view_of(value));
}

static void number(struct writer *w, const char *key, int64_t value)
{
	name(w, key);
	(void)buf_printf(w->out, "%lld", (long long)value);
}

static void reference(struct writer *w, const char *key, const char *path, const char *to)
{
	char target[2 * NAME_MAX_BYTES];

	begin(w, key, '{');
	(void)snprintf(target, sizeof target, "%s%s", path, to);
	text(w, "$ref", target);
	end(w, '}');
}

/* --- messages ---------------------------------------------------------------------------- */

enum message { MESSAGE_STORY, MESSAGE_RAW, MESSAGE_LETTER, MESSAGE_WANT, MESSAGE_STATE };

static const struct {
	const char *name, *title, *content_type, *summary, *key;
	int headers; /* enum header_kind, or -1 */
} messages[] = {
	[MESSAGE_STORY] = { "story", "One version of a story", "application/json",
			    "IPTC ninjs 3.1 with the member kurilwire. A CloudEvents 1.0 "
			    "event in Kafka's binary mode.",
			    "story uri; on kw.matched the route, behind @ if it takes "
			    "the story only "
			    "where it knows it",
			    HEADERS_OF_STORY },
	[MESSAGE_RAW] = { "raw", "A document as it was received",
			  "application/octet-stream",
			  "The body, content encoding removed; empty when the page could "
			  "not be had.",
			  "provider of the feed that led to it", HEADERS_OF_RAW },
	[MESSAGE_LETTER] = { "letter", "A dead letter", "application/octet-stream",
			     "The input's bytes and headers, untouched, and why.",
			     "as the input's", HEADERS_OF_LETTER },
	[MESSAGE_WANT] = { "want", "What the fetcher is asked for, or told",
			   "application/json", "One flat JSON object.", "host", -1 },
	[MESSAGE_STATE] = { "state", "What a worker remembers",
			    "application/octet-stream",
			    "A format number and the value; of no use to others, and "
			    "changes without notice.",
			    "what the value is about", -1 },
};

enum { MESSAGES_LEN = sizeof messages / sizeof *messages };

static enum message message_of(enum topic t)
{
	switch (t) {
	case TOPIC_FETCH:
		return MESSAGE_WANT;
	case TOPIC_RAW:
		return MESSAGE_RAW;
	case TOPIC_DEAD_LETTER:
		return MESSAGE_LETTER;
	case TOPIC_STORIES:
	case TOPIC_ENRICHED:
	case TOPIC_MATCHED:
	case TOPIC_PUBLIC:
		return MESSAGE_STORY;
	default:
		return MESSAGE_STATE;
	}
}

static void headers(struct writer *w, enum header_kind kind)
{
	size_t len;
	const struct header_row *rows = header_rows(kind, &len);

	begin(w, "headers", '{');
	text(w, "type", "object");
	begin(w, "required", '[');
	for (size_t i = 0; i < len; i++)
		if (rows[i].always)
			text(w, NULL, rows[i].name);
	end(w, ']');
	begin(w, "properties", '{');
	for (size_t i = 0; i < len; i++) {
		begin(w, rows[i].name, '{');
		text(w, "description", rows[i].help);
		text(w, "type", "string");
		begin(w, "examples", '[');
		text(w, NULL, rows[i].example);
		end(w, ']');
		end(w, '}');
	}
	end(w, '}');
	end(w, '}');
}

static void payload(struct writer *w, enum message m)
{
	if (m == MESSAGE_STORY) {
		begin(w, "payload", '{');
		text(w, "schemaFormat", "application/schema+json;version=draft-2020-12");
		reference(w, "schema", STORY_SCHEMA, "");
		end(w, '}');
	} else if (m == MESSAGE_WANT) {
		begin(w, "payload", '{');
		text(w, "type", "object");
		begin(w, "required", '[');
		text(w, NULL, "kind");
		text(w, NULL, "feed");
		text(w, NULL, "url");
		end(w, ']');
		end(w, '}');
	}
}

static void key(struct writer *w, const char *what)
{
	begin(w, "bindings", '{');
	begin(w, "kafka", '{');
	begin(w, "key", '{');
	text(w, "type", "string");
	text(w, "description", what);
	end(w, '}');
	text(w, "bindingVersion", KAFKA_BINDING);
	end(w, '}');
	end(w, '}');
}

static void print_messages(struct writer *w)
{
	begin(w, "messages", '{');
	for (enum message m = 0; m < (enum message)MESSAGES_LEN; m++) {
		begin(w, messages[m].name, '{');
		text(w, "name", messages[m].name);
		text(w, "title", messages[m].title);
		text(w, "summary", messages[m].summary);
		text(w, "contentType", messages[m].content_type);
		if (messages[m].headers >= 0)
			headers(w, (enum header_kind)messages[m].headers);
		payload(w, m);
		key(w, messages[m].key);
		end(w, '}');
	}
	end(w, '}');
}

/* --- topics ------------------------------------------------------------------------------ */

/* "kw.fetch-state" gives "kw-fetch-state", "news.*" gives "news": what a reference can name. */
static const char *channel(enum topic t, char ret[NAME_MAX_BYTES])
{
	(void)snprintf(ret, NAME_MAX_BYTES, "%s", topics_row(t)->name);
	for (char *c = ret; *c; c++) {
		if (*c == '.' && c[1] == '*')
			*c = '\0';
		else if (*c == '.')
			*c = '-';
	}
	return ret;
}

static const char *const public_promises =
    "Each version of each story that a route takes comes once, and never after a newer "
    "one. A correction, kill or withdrawal reaches each topic that got the story, even "
    "if it "
    "matches no more. Nothing comes before its embargo is over. All versions of a story "
    "lie "
    "in one partition, in order. Read with isolation.level=read_committed.";

static const char *const internal_promises =
    "Internal: embargoed text passes through it. Written in the transactions of the "
    "exactly-once loop: read with isolation.level=read_committed.";

static void print_binding(struct writer *w, const struct topic_row *row)
{
	begin(w, "bindings", '{');
	begin(w, "kafka", '{');
	begin(w, "topicConfiguration", '{');
	begin(w, "cleanup.policy", '[');
	text(w, NULL, row->compact ? "compact" : "delete");
	end(w, ']');
	if (!row->compact)
		number(w, "retention.ms", row->retention_ms);
	end(w, '}');
	text(w, "bindingVersion", KAFKA_BINDING);
	end(w, '}');
	end(w, '}');
}

static void print_channel(struct writer *w, enum topic t)
{
	const struct topic_row *row = topics_row(t);
	bool open = t == TOPIC_PUBLIC;
	char id[NAME_MAX_BYTES];

	begin(w, channel(t, id), '{');
	text(w, "address", open ? "news.{name}" : row->name);
	text(w, "title", row->value);
	text(w, "description", open ? public_promises : internal_promises);
	if (open) {
		begin(w, "parameters", '{');
		begin(w, "name", '{');
		text(w, "description", "as the routes in config/routes.d name it");
		end(w, '}');
		end(w, '}');
	}
	begin(w, "messages", '{');
	const char *message = messages[message_of(t)].name;
	reference(w, message, "#/components/messages/", message);
	end(w, '}');
	print_binding(w, row);
	text(w, "x-key", row->key);
	text(w, "x-written-by", row->written_by);
	text(w, "x-read-by", row->read_by);
	text(w, "x-access", open ? "public" : "internal");
	end(w, '}');
}

static void print_operation(struct writer *w, enum topic t, const char *action)
{
	const struct topic_row *row = topics_row(t);
	bool send = action[0] == 's';
	char id[NAME_MAX_BYTES], whole[2 * NAME_MAX_BYTES];

	(void)snprintf(whole, sizeof whole, "%s-%s", action, channel(t, id));
	begin(w, whole, '{');
	text(w, "action", action);
	reference(w, "channel", "#/channels/", id);
	text(w, "summary", send ? row->written_by : row->read_by);
	end(w, '}');
}

/* --- all of it --------------------------------------------------------------------------- */

static void print_info(struct writer *w)
{
	begin(w, "info", '{');
	text(w, "title", "Kurilwire");
	text(w, "version", "1.0.0");
	text(w, "description",
	     "News stories about the Kuril Islands and the Russia–Japan peace treaty, on "
	     "Kafka. Topics may have a configured prefix. Within version 1, members, "
	     "headers, topics and values of enumerations are only added: readers skip "
	     "what "
	     "they do not know. Producers use the partitioner murmur2_random, the Java "
	     "client's default. Time stamps are those of producing.");
	begin(w, "license", '{');
	text(w, "name", "Apache-2.0");
	end(w, '}');
	end(w, '}');
}

void asyncapi_print(struct buf *out)
{
	struct writer w = { .out = out, .depth = 1, .first = true };

	(void)buf_add_byte(out, '{');
	text(&w, "asyncapi", "3.0.0");
	text(&w, "id", "urn:kurilwire:asyncapi:1");
	print_info(&w);
	text(&w, "defaultContentType", "application/json");
	begin(&w, "channels", '{');
	for (enum topic t = 0; t < TOPIC_COUNT; t++)
		print_channel(&w, t);
	end(&w, '}');
	begin(&w, "operations", '{');
	for (enum topic t = 0; t < TOPIC_COUNT; t++) {
		print_operation(&w, t, "send");
		if (t != TOPIC_PUBLIC)
			print_operation(&w, t, "receive");
	}
	end(&w, '}');
	begin(&w, "components", '{');
	print_messages(&w);
	end(&w, '}');
	end(&w, '}');
	(void)buf_add_byte(out, '\n');
}
