/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page - an article page as news sites serve them, made of stories.
 *
 * A head with JSON-LD and OpenGraph, navigation, the article, a sidebar of links, comments and
 * scripts; about half of its bytes are the article. The same stories make the same page.
 */
#pragma once

#include "common/base/buf.h"
#include "common/story/story.h"

/* Adds the page of about `bytes` bytes to `out`. Its article is the first story with the texts
 * of others behind it, again and again until there are enough; each has a body in HTML. */
void page_build(const struct story *stories, size_t len, size_t bytes, struct buf *out);
