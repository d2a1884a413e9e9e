/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site - do two addresses belong to the same publisher, as far as their hosts tell?
 *
 * The site of a host is its last two labels, or three where the second-last is one of those
 * that registries of countries set aside ("co.jp", "com.ru"): an approximation that needs no
 * list of all registries, and errs towards one site being taken for two only under rare
 * ones. Addresses in numbers are sites of their own. Pure.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/view.h"

/* The site of a host in lower case: "feeds.example.co.jp" → "example.co.jp". */
struct view site_of_host(struct view host);

/* Both are addresses of the web and of one site. */
bool site_same(struct view url, struct view other, struct arena *a);

/* Is the address of the site that `name` names: a host ("example.org"), or "*" for any? */
bool site_named(struct view url, struct view name, struct arena *a);
