/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_names.h"

#include "common/base/must.h"

enum { URI_MAX = 128 };

/* URIs in lower case, without scheme, "www." and trailing slash or hash. */
static const struct {
	struct view uri;
	enum feed_ns ns;
} uris[] = {
	{ VIEW_INIT("w3.org/2005/atom"), NS_CORE },
	{ VIEW_INIT("purl.org/atom/ns"), NS_CORE },
	{ VIEW_INIT("purl.org/rss/1.0"), NS_CORE },
	{ VIEW_INIT("my.netscape.com/rdf/simple/0.9"), NS_CORE },
	{ VIEW_INIT("channel.netscape.com/rdf/simple/0.9"), NS_CORE },
	{ VIEW_INIT("my.netscape.com/publish/formats/rss-0.91.dtd"), NS_CORE },
	{ VIEW_INIT("backend.userland.com/rss"), NS_CORE },
	{ VIEW_INIT("backend.userland.com/rss2"), NS_CORE },
	{ VIEW_INIT("backend.userland.com/rss091"), NS_CORE },
	{ VIEW_INIT("backend.userland.com/rss092"), NS_CORE },
	{ VIEW_INIT("blogs.law.harvard.edu/tech/rss"), NS_CORE },
	{ VIEW_INIT("cyber.law.harvard.edu/rss"), NS_CORE },
	{ VIEW_INIT("purl.org/net/rss1.1"), NS_CORE },
	{ VIEW_INIT("purl.org/atom/app"), NS_APP },
	{ VIEW_INIT("w3.org/2007/app"), NS_APP },
	{ VIEW_INIT("backend.userland.com/creativecommonsrssmodule"), NS_CC },
	{ VIEW_INIT("web.resource.org/cc"), NS_CC },
	{ VIEW_INIT("creativecommons.org/ns"), NS_CC },
	{ VIEW_INIT("cyber.law.harvard.edu/rss/creativecommonsrssmodule.html"), NS_CC },
	{ VIEW_INIT("purl.org/rss/1.0/modules/content"), NS_CONTENT },
	{ VIEW_INIT("purl.org/dc/elements/1.0"), NS_DC },
	{ VIEW_INIT("purl.org/dc/elements/1.1"), NS_DC },
	{ VIEW_INIT("purl.org/dc"), NS_DC },
	{ VIEW_INIT("purl.org/rss/1.0/modules/dc"), NS_DC },
	{ VIEW_INIT("purl.org/rss/1.0/modules/syndication"), NS_SYNDICATION },
	{ VIEW_INIT("purl.org/dc/terms"), NS_DC },
	{ VIEW_INIT("purl.org/rss/1.0/modules/dcterms"), NS_DC },
	{ VIEW_INIT("rssnamespace.org/feedburner/ext/1.0"), NS_FEEDBURNER },
	{ VIEW_INIT("w3.org/2003/01/geo/wgs84_pos"), NS_GEO },
	{ VIEW_INIT("georss.org/georss"), NS_GEORSS },
	{ VIEW_INIT("georss.org/georss/10"), NS_GEORSS },
	{ VIEW_INIT("georss.org/georss/11"), NS_GEORSS },
	{ VIEW_INIT("opengis.net/gml"), NS_GEORSS },
	{ VIEW_INIT("itunes.com/dtds/podcast-1.0.dtd"), NS_ITUNES },
	{ VIEW_INIT("itunes.com/dtds/podcast-1.0"), NS_ITUNES },
	{ VIEW_INIT("example.com/dtds/podcast-1.0.dtd"), NS_ITUNES },
	{ VIEW_INIT("itunes.apple.com/dtds/podcast-1.0.dtd"), NS_ITUNES },
	{ VIEW_INIT("google.com/schemas/play-podcasts/1.0"), NS_ITUNES },
	{ VIEW_INIT("search.yahoo.com/mrss"), NS_MEDIA },
	{ VIEW_INIT("search.yahoo.com/mrss.xml"), NS_MEDIA },
	{ VIEW_INIT("search.yahoo.com/rss"), NS_MEDIA },
	{ VIEW_INIT("video.search.yahoo.com/mrss"), NS_MEDIA },
	{ VIEW_INIT("tools.search.yahoo.com/mrss"), NS_MEDIA },
	{ VIEW_INIT("w3.org/1999/02/22-rdf-syntax-ns"), NS_RDF },
	{ VIEW_INIT("purl.org/atompub/tombstones/1.0"), NS_TOMBSTONE },
	{ VIEW_INIT("w3.org/1999/xhtml"), NS_XHTML },
	{ VIEW_INIT("w3.org/tr/rec-html40"), NS_XHTML },
	{ VIEW_INIT("w3.org/xml/1998/namespace"), NS_XML },
	{ VIEW_INIT("news.yandex.ru"), NS_YANDEX },
	{ VIEW_INIT("turbo.yandex.ru"), NS_YANDEX },
	{ VIEW_INIT("rambler.ru"), NS_YANDEX },
	{ VIEW_INIT("news.rambler.ru"), NS_YANDEX },
};

static const struct {
	struct view prefix;
	enum feed_ns ns;
} prefixes[] = {
	{ VIEW_INIT("atom"), NS_CORE },
	{ VIEW_INIT("atom10"), NS_CORE },
	{ VIEW_INIT("atom03"), NS_CORE },
	{ VIEW_INIT("a10"), NS_CORE },
	{ VIEW_INIT("rss"), NS_CORE },
	{ VIEW_INIT("app"), NS_APP },
	{ VIEW_INIT("cc"), NS_CC },
	{ VIEW_INIT("creativecommons"), NS_CC },
	{ VIEW_INIT("content"), NS_CONTENT },
	{ VIEW_INIT("dc"), NS_DC },
	{ VIEW_INIT("dcterms"), NS_DC },
	{ VIEW_INIT("dct"), NS_DC },
	{ VIEW_INIT("dcq"), NS_DC },
	{ VIEW_INIT("feedburner"), NS_FEEDBURNER },
	{ VIEW_INIT("geo"), NS_GEO },
	{ VIEW_INIT("georss"), NS_GEORSS },
	{ VIEW_INIT("gml"), NS_GEORSS },
	{ VIEW_INIT("itunes"), NS_ITUNES },
	{ VIEW_INIT("googleplay"), NS_ITUNES },
	{ VIEW_INIT("media"), NS_MEDIA },
	{ VIEW_INIT("mrss"), NS_MEDIA },
	{ VIEW_INIT("prism"), NS_PRISM },
	{ VIEW_INIT("rdf"), NS_RDF },
	{ VIEW_INIT("sy"), NS_SYNDICATION },
	{ VIEW_INIT("at"), NS_TOMBSTONE },
	{ VIEW_INIT("xhtml"), NS_XHTML },
	{ VIEW_INIT("html"), NS_XHTML },
	{ VIEW_INIT("xml"), NS_XML },
	{ VIEW_INIT("yandex"), NS_YANDEX },
	{ VIEW_INIT("turbo"), NS_YANDEX },
	{ VIEW_INIT("rambler"), NS_YANDEX },
};

static struct view uri_normal(struct view uri, char text[URI_MAX])
{
	if (view_starts_nocase(uri, VIEW("http://")))
		uri = view_from(uri, 7);
	else if (view_starts_nocase(uri, VIEW("https://")))
		uri = view_from(uri, 8);
	if (view_starts_nocase(uri, VIEW("www.")))
		uri = view_from(uri, 4);
	while (uri.len && (uri.p[uri.len - 1] == '/' || uri.p[uri.len - 1] == '#'))
		uri.len--;
	uri = view_head(uri, URI_MAX);
	for (size_t i = 0; i < uri.len; i++)
		text[i] = byte_lower(uri.p[i]);
	return view_at(text, uri.len);
}

int feed_ns_of(struct view prefix, struct view uri)
{
	char text[URI_MAX];
	struct view u = uri_normal(uri, text);

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		if (view_eq(uris[i].uri, u))
			return (int)uris[i].ns;
	if (view_starts(u, VIEW("prismstandard.org/namespaces")))
		return NS_PRISM;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (view_eq_nocase(prefixes[i].prefix, prefix))
			return (int)prefixes[i].ns;
	return prefix.len ? NS_OTHER : NS_CORE;
}

static const struct {
	enum feed_ns ns;
	struct view local;
	enum feed_name name;
} names[] = {
	{ NS_CORE, VIEW_INIT("rss"), NAME_ROOT },
	{ NS_CORE, VIEW_INIT("rdf"), NAME_ROOT },
	{ NS_RDF, VIEW_INIT("rdf"), NAME_ROOT },
	{ NS_CORE, VIEW_INIT("feed"), NAME_FEED },
	{ NS_CORE, VIEW_INIT("channel"), NAME_FEED },
	{ NS_CORE, VIEW_INIT("item"), NAME_ENTRY },
	{ NS_CORE, VIEW_INIT("entry"), NAME_ENTRY },
	{ NS_TOMBSTONE, VIEW_INIT("deleted-entry"), NAME_DELETED },
	{ NS_TOMBSTONE, VIEW_INIT("comment"), NAME_DELETED_WHY },
	{ NS_CORE, VIEW_INIT("textinput"), NAME_ASIDE },

	{ NS_CORE, VIEW_INIT("title"), NAME_TITLE },
	{ NS_DC, VIEW_INIT("title"), NAME_TITLE },
	{ NS_CORE, VIEW_INIT("subtitle"), NAME_SUBTITLE },
	{ NS_CORE, VIEW_INIT("tagline"), NAME_SUBTITLE },
	{ NS_CORE, VIEW_INIT("description"), NAME_SUMMARY },
	{ NS_CORE, VIEW_INIT("summary"), NAME_SUMMARY },
	{ NS_CORE, VIEW_INIT("abstract"), NAME_SUMMARY },
	{ NS_DC, VIEW_INIT("description"), NAME_SUMMARY },
	{ NS_DC, VIEW_INIT("abstract"), NAME_SUMMARY },
	{ NS_CORE, VIEW_INIT("content"), NAME_CONTENT },
	{ NS_CONTENT, VIEW_INIT("encoded"), NAME_FULL_TEXT },
	{ NS_CORE, VIEW_INIT("encoded"), NAME_FULL_TEXT },
	{ NS_CORE, VIEW_INIT("fulltext"), NAME_FULL_TEXT },
	{ NS_CORE, VIEW_INIT("full-text"), NAME_FULL_TEXT },
	{ NS_OTHER, VIEW_INIT("fulltext"), NAME_FULL_TEXT },
	{ NS_OTHER, VIEW_INIT("full-text"), NAME_FULL_TEXT },
	{ NS_YANDEX, VIEW_INIT("full-text"), NAME_FULL_TEXT },
	{ NS_YANDEX, VIEW_INIT("fulltext"), NAME_FULL_TEXT },
	{ NS_YANDEX, VIEW_INIT("content"), NAME_FULL_TEXT },
	{ NS_XHTML, VIEW_INIT("body"), NAME_XHTML },
	{ NS_XHTML, VIEW_INIT("div"), NAME_XHTML },
	{ NS_ITUNES, VIEW_INIT("title"), NAME_ITUNES_TITLE },
	{ NS_ITUNES, VIEW_INIT("summary"), NAME_ITUNES_SUMMARY },
	{ NS_ITUNES, VIEW_INIT("description"), NAME_ITUNES_SUMMARY },
	{ NS_ITUNES, VIEW_INIT("subtitle"), NAME_ITUNES_SUMMARY },
	{ NS_MEDIA, VIEW_INIT("title"), NAME_MEDIA_TITLE },
	{ NS_MEDIA, VIEW_INIT("description"), NAME_MEDIA_DESCRIPTION },

	{ NS_CORE, VIEW_INIT("guid"), NAME_GUID },
	{ NS_CORE, VIEW_INIT("id"), NAME_GUID },
	{ NS_DC, VIEW_INIT("identifier"), NAME_DC_ID },
	{ NS_CORE, VIEW_INIT("link"), NAME_LINK },
	{ NS_FEEDBURNER, VIEW_INIT("origlink"), NAME_ORIGINAL_LINK },
	{ NS_FEEDBURNER, VIEW_INIT("origenclosurelink"), NAME_ORIGINAL_ENCLOSURE },
	{ NS_CORE, VIEW_INIT("comments"), NAME_COMMENTS },
	{ NS_CORE, VIEW_INIT("pubdate"), NAME_PUBLISHED },
	{ NS_CORE, VIEW_INIT("published"), NAME_PUBLISHED },
	{ NS_CORE, VIEW_INIT("issued"), NAME_PUBLISHED },
	{ NS_CORE, VIEW_INIT("date"), NAME_DC_DATE },
	{ NS_DC, VIEW_INIT("date"), NAME_DC_DATE },
	{ NS_DC, VIEW_INIT("issued"), NAME_DC_DATE },
	{ NS_DC, VIEW_INIT("available"), NAME_DC_DATE },
	{ NS_PRISM, VIEW_INIT("publicationdate"), NAME_DC_DATE },
	{ NS_DC, VIEW_INIT("created"), NAME_CREATED },
	{ NS_CORE, VIEW_INIT("created"), NAME_CREATED },
	{ NS_CORE, VIEW_INIT("updated"), NAME_UPDATED },
	{ NS_CORE, VIEW_INIT("modified"), NAME_UPDATED },
	{ NS_DC, VIEW_INIT("modified"), NAME_UPDATED },
	{ NS_CORE, VIEW_INIT("lastbuilddate"), NAME_OTHER },
	{ NS_APP, VIEW_INIT("edited"), NAME_EDITED },

	{ NS_CORE, VIEW_INIT("author"), NAME_AUTHOR },
	{ NS_DC, VIEW_INIT("creator"), NAME_CREATOR },
	{ NS_DC, VIEW_INIT("author"), NAME_CREATOR },
	{ NS_ITUNES, VIEW_INIT("author"), NAME_ITUNES_AUTHOR },
	{ NS_CORE, VIEW_INIT("contributor"), NAME_CONTRIBUTOR },
	{ NS_DC, VIEW_INIT("contributor"), NAME_CONTRIBUTOR },
	{ NS_CORE, VIEW_INIT("name"), NAME_PERSON_NAME },
	{ NS_ITUNES, VIEW_INIT("name"), NAME_PERSON_NAME },
	{ NS_CORE, VIEW_INIT("email"), NAME_PERSON_EMAIL },
	{ NS_ITUNES, VIEW_INIT("email"), NAME_PERSON_EMAIL },
	{ NS_CORE, VIEW_INIT("uri"), NAME_PERSON_URI },
	{ NS_MEDIA, VIEW_INIT("credit"), NAME_CREDIT },
	{ NS_CORE, VIEW_INIT("managingeditor"), NAME_EDITOR },
	{ NS_CORE, VIEW_INIT("category"), NAME_CATEGORY },
	{ NS_DC, VIEW_INIT("subject"), NAME_CATEGORY },
	{ NS_MEDIA, VIEW_INIT("category"), NAME_CATEGORY },
	{ NS_MEDIA, VIEW_INIT("keywords"), NAME_KEYWORDS },
	{ NS_ITUNES, VIEW_INIT("keywords"), NAME_KEYWORDS },
	{ NS_CORE, VIEW_INIT("keywords"), NAME_KEYWORDS },
	{ NS_PRISM, VIEW_INIT("keyword"), NAME_CATEGORY },
	{ NS_PRISM, VIEW_INIT("section"), NAME_CATEGORY },
	{ NS_ITUNES, VIEW_INIT("category"), NAME_ITUNES_CATEGORY },
	{ NS_YANDEX, VIEW_INIT("genre"), NAME_GENRE },
	{ NS_GEORSS, VIEW_INIT("featurename"), NAME_PLACE },
	{ NS_DC, VIEW_INIT("coverage"), NAME_PLACE },
	{ NS_DC, VIEW_INIT("spatial"), NAME_PLACE },
	{ NS_GEORSS, VIEW_INIT("point"), NAME_POINT },
	{ NS_GEORSS, VIEW_INIT("pos"), NAME_POINT },
	{ NS_GEORSS, VIEW_INIT("where"), NAME_WRAPPER },
	{ NS_GEO, VIEW_INIT("point"), NAME_WRAPPER },
	{ NS_GEO, VIEW_INIT("lat"), NAME_LATITUDE },
	{ NS_GEO, VIEW_INIT("long"), NAME_LONGITUDE },
	{ NS_GEO, VIEW_INIT("lon"), NAME_LONGITUDE },
	{ NS_CORE, VIEW_INIT("language"), NAME_LANGUAGE },
	{ NS_DC, VIEW_INIT("language"), NAME_LANGUAGE },
	{ NS_CORE, VIEW_INIT("copyright"), NAME_RIGHTS },
	{ NS_CORE, VIEW_INIT("rights"), NAME_RIGHTS },
	{ NS_DC, VIEW_INIT("rights"), NAME_RIGHTS },
	{ NS_MEDIA, VIEW_INIT("copyright"), NAME_RIGHTS },
	{ NS_PRISM, VIEW_INIT("copyright"), NAME_RIGHTS },
	{ NS_CC, VIEW_INIT("license"), NAME_LICENSE },
	{ NS_CORE, VIEW_INIT("source"), NAME_SOURCE },
	{ NS_DC, VIEW_INIT("source"), NAME_PUBLISHER },
	{ NS_DC, VIEW_INIT("publisher"), NAME_PUBLISHER },
	{ NS_CORE, VIEW_INIT("ttl"), NAME_TTL },
	{ NS_SYNDICATION, VIEW_INIT("updateperiod"), NAME_PERIOD },
	{ NS_SYNDICATION, VIEW_INIT("updatefrequency"), NAME_FREQUENCY },
	{ NS_CORE, VIEW_INIT("skiphours"), NAME_SKIPS },
	{ NS_CORE, VIEW_INIT("skipdays"), NAME_SKIPS },
	{ NS_CORE, VIEW_INIT("hour"), NAME_SKIP_HOUR },
	{ NS_CORE, VIEW_INIT("day"), NAME_SKIP_DAY },

	{ NS_CORE, VIEW_INIT("enclosure"), NAME_ENCLOSURE },
	{ NS_MEDIA, VIEW_INIT("group"), NAME_GROUP },
	{ NS_MEDIA, VIEW_INIT("content"), NAME_MEDIA_CONTENT },
	{ NS_MEDIA, VIEW_INIT("player"), NAME_PLAYER },
	{ NS_MEDIA, VIEW_INIT("thumbnail"), NAME_THUMBNAIL },
	{ NS_CORE, VIEW_INIT("image"), NAME_IMAGE },
	{ NS_ITUNES, VIEW_INIT("image"), NAME_ITUNES_IMAGE },
	{ NS_ITUNES, VIEW_INIT("owner"), NAME_ASIDE },
	{ NS_CORE, VIEW_INIT("url"), NAME_URL },
	{ NS_CORE, VIEW_INIT("icon"), NAME_ICON },
	{ NS_CORE, VIEW_INIT("logo"), NAME_ICON },
};

enum { NAMES_LEN = sizeof(names) / sizeof(names[0]) };
_Static_assert(NAMES_LEN < 255, "an index has to fit into a byte");

static size_t slot_of(int ns, struct view local)
{
	uint32_t h = (uint32_t)ns * 131;

	for (size_t i = 0; i < local.len; i++)
		h = h * 33 + (unsigned char)byte_lower(local.p[i]);
	return (h ^ h >> 9) % FEED_NAMES_SLOTS;
}

void feed_names_init(struct feed_names *n)
{
	*n = (struct feed_names){ { 0 } };
	for (size_t i = 0; i < NAMES_LEN; i++) {
		size_t slot = slot_of((int)names[i].ns, names[i].local);
		while (n->slots[slot])
			slot = (slot + 1) % FEED_NAMES_SLOTS;
		n->slots[slot] = (unsigned char)(i + 1);
	}
}

enum feed_name feed_name_of(const struct feed_names *n, int ns, struct view local)
{
	if (local.len > 32)
		return NAME_OTHER;
	for (size_t slot = slot_of(ns, local); n->slots[slot];
	     slot = (slot + 1) % FEED_NAMES_SLOTS) {
		size_t i = n->slots[slot] - 1U;
		if ((int)names[i].ns == ns && view_eq_nocase(names[i].local, local))
			return names[i].name;
	}
	return NAME_OTHER;
}
