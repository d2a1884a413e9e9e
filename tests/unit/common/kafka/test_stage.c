/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop on the mock cluster: what each fate makes of a record. What the cluster cannot show
 * (loss, doubling, fencing) is shown on a real broker in tests/integration; what errors of the
 * broker make of it, in test_stage_faults.c.
 */
#include "forks.h"
#include "stage_rig.h"

Test(stage, commits_outputs_state_and_offset_of_each_record)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "b", "c", NULL });
	turn_until(&r, 3);
	cr_assert(eq(int, r.steps, 3));
	cr_assert(state_is(&r, "abc"));
	const struct partition *p = stage_partition(r.stage, 0);
	cr_assert(eq(i64, p->committed, 3));
	cr_assert(eq(u64, p->mark.counts[DISPOSITION_PUBLISHED], 3));
	cr_assert(p->mark.start);
	cr_assert(gt(int, r.committed, 0));
	struct stage_stats stats;
	stage_stats(r.stage, &stats);
	cr_assert(eq(u64, stats.outputs, 3));
	cr_assert(eq(u64, stats.dispositions[DISPOSITION_PUBLISHED], 3));
	rig_done(&r);
}

Test(stage, sends_a_rejected_record_to_the_letters_untouched_and_goes_on)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!bad\tbytes", "c", NULL });
	turn_until(&r, 3);
	cr_assert(state_is(&r, "ac"));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "!bad\tbytes"));
	cr_assert(eq(str, letters[0].reason, "asked for"));
	cr_assert(eq(i64, letters[0].letter.offset, 1));
	/* The input's one, and all of a letter's but the one that says that it is a part. */
	cr_assert(eq(sz, letters[0].headers, LETTER_HEADERS - 1 + 1));
	const struct partition *p = stage_partition(r.stage, 0);
	cr_assert(eq(u64, p->mark.counts[DISPOSITION_REJECTED], 1));
	cr_assert(eq(u64, p->mark.counts[DISPOSITION_PUBLISHED], 2));
	rig_done(&r);
}

Test(stage, sends_the_inputs_headers_on_with_what_the_step_adds)
{
	struct rig r;
	struct seen outputs[READ_MAX];
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!b", NULL });
	turn_until(&r, 2);
	cr_assert(eq(int, read_topic(&r, "t.kw.stories", outputs), 1));
	cr_assert(eq(sz, outputs[0].headers, 2));
	rig_done(&r);
}

Test(stage, tries_a_record_again_later_and_keeps_the_order)
{
	struct rig r;
	rig_setup(&r);
	r.fate = ERR_RETRY;
	r.failures_left = 3;
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!b", "c", NULL });
	turn_until(&r, 3);
	cr_assert(eq(int, r.steps, 6));
	cr_assert(state_is(&r, "a!bc"));
	cr_assert(eq(u64, r.stage->stats.retries, 3));
	cr_assert(zero(i32, r.stage->stats.paused));
	rig_done(&r);
}

Test(stage, commits_what_came_before_a_stop_and_nothing_of_it)
{
	struct rig r;
	rig_setup(&r);
	r.fate = ERR_STOP;
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!b", NULL });
	turn_until(&r, 3);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	cr_assert(strstr(r.stage->failed.text, "t.kw.raw [0] offset 1") != NULL, "%s",
		  r.stage->failed.text);
	assign_end(r.stage);
	cr_assert(eq(i64, stage_partition(r.stage, 0)->committed, 1));
	cr_assert(eq(int, r.revoked, PARTITIONS));
	rig_done(&r);
}

Test(stage, rejects_a_record_whose_output_is_larger_than_any_message)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	r.emit_bytes = 1024 * 1024 + 1;
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "#b", "c", NULL });
	turn_until(&r, 3);
	cr_assert(state_is(&r, "ac"));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "#b"));
	cr_assert(strstr(letters[0].reason, "is the limit") != NULL, "%s",
		  letters[0].reason);
	rig_done(&r);
}

Test(stage, finds_the_record_whose_output_the_broker_refuses_and_rejects_it_alone)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	rig_open(&r);
	/* The marks of the start have to be out of the way of the errors. */
	stage_turn(r.stage);
	feed(&r, (const char *const[]){ "a", NULL });
	rd_kafka_mock_push_request_errors(embedded_cluster(r.broker), PRODUCE, 1,
					  RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
	turn_until(&r, 1);
	cr_assert(eq(int, r.aborted, 1));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "a"));
	rig_done(&r);
}

Test(stage, stops_when_it_may_not_write_to_a_topic)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	feed(&r, (const char *const[]){ "a", NULL });
	rd_kafka_mock_push_request_errors(embedded_cluster(r.broker), PRODUCE, 1,
					  RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
	turn_until(&r, 1);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	rig_done(&r);
}

Test(stage, ends_when_its_consumer_is_of_no_use_any_more)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	(void)rd_kafka_test_fatal_error(r.stage->consumer,
					RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, "test");
	for (int i = 0; i < TURNS_MAX && r.stage->failed.fate == ERR_NONE; i++)
		stage_turn(r.stage);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	rig_done(&r);
}

static bool tick(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err)
{
	struct rig *r = self;

	stage_emit(s, 1, TOPIC_ENRICHED, NULL, 0, VIEW("t"), VIEW("tick"), NULL);
	*ret_wait_ms = 5;
	if (r->timers++ == 0)
		return err_set(err, ERR_RETRY, "not yet");
	return true;
}

Test(stage, fences_what_a_timer_emits_by_the_offset_of_its_partition)
{
	struct rig r;
	struct seen seen[READ_MAX];
	rig_setup(&r);
	r.worker.timer = tick;
	rig_open(&r);
	for (int i = 0; i < TURNS_MAX && r.stage->stats.outputs < 2; i++)
		stage_turn(r.stage);
	cr_assert(eq(u64, r.stage->stats.outputs, 2));
	cr_assert(eq(int, r.timers, 3));
	cr_assert(eq(int, read_topic(&r, "t.kw.enriched", seen), 2));
	rig_done(&r);
}

Test(stage, calls_an_output_for_a_foreign_partition_a_bug, .signal = SIGABRT)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	assign(&r, RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS);
	scope_begin(r.stage);
	stage_emit(r.stage, 0, TOPIC_STORIES, NULL, -1, VIEW("k"), VIEW("v"), NULL);
}

Test(stage, restores_what_it_wrote_when_a_partition_comes_back)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "b", NULL });
	turn_until(&r, 2);
	stage_free(r.stage);
	/* The mock cluster keeps no offsets, so it has to be told where to begin. */
	r.settings.from = "latest";
	rig_open(&r);
	cr_assert(state_is(&r, "ab"));
	cr_assert(eq(i64, stage_partition(r.stage, 0)->position, 2));
	rig_done(&r);
}

Test(stage, does_not_begin_again_by_itself_where_it_has_lived_before)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", NULL });
	turn_until(&r, 1);
	stage_free(r.stage);
	struct err err = { 0 };
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(stage_reach(r.stage, &err));
	assign(&r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	cr_assert(strstr(r.stage->failed.text, "--from") != NULL, "%s",
		  r.stage->failed.text);
	rig_done(&r);
}

Test(stage, stops_at_state_of_a_format_that_it_does_not_know)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", NULL });
	turn_until(&r, 1);
	stage_free(r.stage);
	r.worker.state_format = 4;
	r.settings.from = "latest";
	struct err err = { 0 };
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(stage_reach(r.stage, &err));
	assign(&r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	cr_assert(strstr(r.stage->failed.text, "format 2") != NULL, "%s",
		  r.stage->failed.text);
	rig_done(&r);
}

Test(stage, notes_that_it_has_a_partition_until_it_gives_it_up)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	struct partition *p = stage_partition(r.stage, 0);
	cr_assert(p->mark.start);
	cr_assert(zero(u32, p->careful));
	feed(&r, (const char *const[]){ "a", NULL });
	turn_until(&r, 1);
	cr_assert(p->mark.start);
	assign(&r, RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS);
	cr_assert(not(p->mark.start));
	rig_done(&r);
}

/* What follows as if an instance had died here. */
static void after_a_death(struct rig *r, const char *const *values, uint64_t n)
{
	rig_open(r);
	/* An end that comes late would say that there is nothing to be careful with. */
	while (!stage_partition(r->stage, 0)->ended)
		stage_turn(r->stage);
	stage_partition(r->stage, 0)->careful = 5;
	feed(r, values);
	turn_until(r, n);
}

Test(stage, rejects_a_record_that_dies_alone_after_a_death_and_no_other,
     .disabled = NO_FORKS)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	after_a_death(&r, (const char *const[]){ "a", "Kill", "b", NULL }, 3);
	cr_assert(eq(int, r.steps, 2));
	cr_assert(state_is(&r, "ab"));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "Kill"));
	cr_assert(strstr(letters[0].reason, "died 3 times") != NULL, "%s",
		  letters[0].reason);
	rig_done(&r);
}

Test(stage, rejects_a_record_that_takes_for_ever_after_it_ended_a_process,
     .disabled = NO_FORKS)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	r.settings.step_ms = 1000;
	after_a_death(&r, (const char *const[]){ "Loop", "b", NULL }, 2);
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "Loop"));
	cr_assert(strstr(letters[0].reason, "more than 1 s") != NULL, "%s",
		  letters[0].reason);
	rig_done(&r);
}

Test(stage, keeps_transactions_small_for_as_many_records_as_a_dead_one_had_in_hand)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	r.stage->limit = 2;
	r.stage->wary = 3;
	feed(&r, (const char *const[]){ "a", "b", "c", "d", NULL });
	turn_until(&r, 4);
	cr_assert(eq(sz, r.stage->limit, 2));
	cr_assert(zero(sz, r.stage->wary));
	feed(&r, (const char *const[]){ "e", "f", NULL });
	turn_until(&r, 6);
	cr_assert(eq(sz, r.stage->limit, 4));
	rig_done(&r);
}

Test(stage, says_which_topic_is_missing)
{
	struct rig r;
	struct err err = { 0 };
	rig_setup(&r);
	r.settings.prefix = "other.";
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(not(stage_run(r.stage, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(strstr(err.text, "other.kw.") != NULL, "%s", err.text);
	rig_done(&r);
}

Test(stage, says_when_a_topic_has_another_number_of_partitions)
{
	struct rig r;
	struct err err = { 0 };
	rig_setup(&r);
	r.settings.partitions = PARTITIONS + 1;
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(not(stage_run(r.stage, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(strstr(err.text, "has 2 partitions") != NULL, "%s", err.text);
	rig_done(&r);
}
