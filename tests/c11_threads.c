/* SPDX-License-Identifier: Apache-2.0 */
/* The C11 threads that librdkafka uses, made of POSIX threads. ThreadSanitizer sees those, and neither a lock nor a thread
 * of the others: a program dies in the first one. LD_PRELOAD of tests/tsan.sh; glibc's objects are the same for both. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "a mutex");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "a condition");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "a flag");

struct start {
	thrd_start_t run;
	void *arg;
};

static void *begin(void *arg)
{
	struct start start = *(struct start *)arg;

	free(arg);
	return (void *)(intptr_t)start.run(start.arg);
}

static int result(int error)
{
	return error ? thrd_error : thrd_success;
}

int thrd_create(thrd_t *thread, thrd_start_t run, void *arg)
{
	struct start *start = malloc(sizeof *start);

	if (!start)
		return thrd_nomem;
	*start = (struct start){ run, arg };
	int error = pthread_create(thread, NULL, begin, start);
	if (error)
		free(start);
	return result(error);
}

int thrd_join(thrd_t thread, int *ret)
{
	void *value;
	int error = pthread_join(thread, &value);

	if (!error && ret)
		*ret = (int)(intptr_t)value;
	return result(error);
}

int mtx_init(mtx_t *m, int type)
{
	pthread_mutexattr_t kind;

	(void)pthread_mutexattr_init(&kind);
	if (type & mtx_recursive)
		(void)pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
	int error = pthread_mutex_init((pthread_mutex_t *)m, &kind);
	(void)pthread_mutexattr_destroy(&kind);
	return result(error);
}

void mtx_destroy(mtx_t *m)
{
	(void)pthread_mutex_destroy((pthread_mutex_t *)m);
}

int mtx_lock(mtx_t *m)
{
	return result(pthread_mutex_lock((pthread_mutex_t *)m));
}

int mtx_unlock(mtx_t *m)
{
	return result(pthread_mutex_unlock((pthread_mutex_t *)m));
}

int cnd_init(cnd_t *c)
{
	return result(pthread_cond_init((pthread_cond_t *)c, NULL));
}

void cnd_destroy(cnd_t *c)
{
	(void)pthread_cond_destroy((pthread_cond_t *)c);
}

int cnd_signal(cnd_t *c)
{
	return result(pthread_cond_signal((pthread_cond_t *)c));
}

int cnd_broadcast(cnd_t *c)
{
	return result(pthread_cond_broadcast((pthread_cond_t *)c));
}

int cnd_wait(cnd_t *c, mtx_t *m)
{
	return result(pthread_cond_wait((pthread_cond_t *)c, (pthread_mutex_t *)m));
}

int cnd_timedwait(cnd_t *c, mtx_t *m, const struct timespec *until)
{
	int error =
	    pthread_cond_timedwait((pthread_cond_t *)c, (pthread_mutex_t *)m, until);

	return error == ETIMEDOUT ? thrd_timedout : result(error);
}

void call_once(once_flag *flag, void (*run)(void))
{
	(void)pthread_once((pthread_once_t *)flag, run);
}
