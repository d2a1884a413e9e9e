/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "sink/member.h"

enum { ARENA_BYTES = 1024 * 1024 };

Test(member, is_read_as_it_was_written)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct delivery_topic topic = { VIEW("news.a"), { 2, 1 } };
	struct member m = { .story = { .number = 17,
				       .source = 4000000000U,
				       .founder = true,
				       .joins = { 3, 12 },
				       .joins_len = 2 },
			    .packed = VIEW("\n \0x"),
			    .delivery = { .latest = { 3, 0 },
					  .changed_at = 99,
					  .topics = &topic,
					  .topics_len = 1,
					  .held_until = INSTANT_NONE } };
	struct member got, peeked;
	struct err err;
	BUF(out, 4096);

	member_encode(&m, &out);
	cr_assert(member_decode(buf_view(&out), a, &got, &err), "%s", err.text);
	cr_assert(eq(i64, got.story.number, 17));
	cr_assert(eq(u32, got.story.source, 4000000000U));
	cr_assert(got.story.founder && got.story.joins_len == 2);
	cr_assert(got.story.joins[0] == 3 && got.story.joins[1] == 12);
	cr_assert(view_eq(got.packed, m.packed));
	cr_assert(eq(i64, got.story.latest, 99));
	cr_assert(got.delivery.topics_len == 1 &&
		  got.delivery.topics[0].got.revision == 1);
	cr_assert(member_peek(buf_view(&out), &peeked));
	cr_assert(peeked.story.latest == 99 && peeked.story.number == 17);
}

Test(member, that_is_damaged_stops_the_sink)
{
	static const char *const none[] = { "",
					    "1 2 + 0 \n",
					    "x 2 + 0 \n1 1.0 -\n\n",
					    "1 2 + 99 \n1 1.0 -\n\n",
					    "1 5000000000 + 0 \n1 1.0 -\n\n",
					    "1 2 + 0 1,x\n1 1.0 -\n\n",
					    "1 2 + 0 1,2,3,4,5,6,7,8,9\n1 1.0 -\n\n",
					    NULL };
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct member m;
	struct err err;

	for (size_t i = 0; none[i]; i++) {
		cr_assert(not(member_decode(view_of(none[i]), a, &m, &err)), "%s",
			  none[i]);
		cr_assert(eq(int, err.fate, ERR_STOP));
	}
	cr_assert(member_decode(VIEW("1 2 + 0 1,2\n1 1.0 -\n\n"), a, &m, &err));
}

Test(member, has_an_id_for_uris_of_ours_alone)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	const struct view uri =
	    VIEW("urn:kurilwire:story:5f3c1a7e90b24d6688d1c0a4e7f2b913");
	struct cluster_id id;

	cr_assert(member_id(uri, &id));
	cr_assert(view_eq(member_uri(&id, a), uri));
	cr_assert(not(member_id(VIEW("urn:kurilwire:story:1"), &id)));
	cr_assert(not(member_id(
	    VIEW("urn:kurilwire:story:5F3c1a7e90b24d6688d1c0a4e7f2b913"), &id)));
	cr_assert(not(member_id(
	    VIEW("urn:kurilwire:other:5f3c1a7e90b24d6688d1c0a4e7f2b913"), &id)));
	cr_assert(view_eq(member_key(VIEW("r"), VIEW("u"), a), VIEW("r u")));
}
