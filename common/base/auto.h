/* SPDX-License-Identifier: Apache-2.0 */
/* auto - owners that clean up after themselves, and one way to hand them on. */
#pragma once

/* Declares the owner of a `struct type *`; type_free() runs at the end of the
 * scope, on every path out of it:   AUTO(schedule) s = schedule_new(64);     */
#define AUTO(type) __attribute__((cleanup(type##_freep))) struct type *

/* Goes after the prototype of type_free(), in the type's own header. */
#define DEFINE_AUTO(type)                                    \
	static inline void type##_freep(struct type **owner) \
	{                                                    \
		type##_free(*owner);                         \
	}

/* Hands the object on: yields the pointer and leaves NULL with the owner. */
#define TAKE(owner)                                 \
	__extension__({                             \
		__typeof__(owner) taken_ = (owner); \
		(owner) = NULL;                     \
		taken_;                             \
	})
