/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date_names.h"

#define M(name, number)                  \
	{                                \
		name, DATE_MONTH, number \
	}
#define W(name)                       \
	{                             \
		name, DATE_WEEKDAY, 0 \
	}
#define Z(name, minutes)                 \
	{                                \
		name, DATE_ZONE, minutes \
	}
#define F(name)                      \
	{                            \
		name, DATE_FILLER, 0 \
	}

/*
 * Folded, in byte order. Where two languages claim a word, the one more often seen in feeds
 * has it: "listopad" is November (pl, cs, uk), not October (hr); "lip" is July (pl).
 */
/* clang-format off */
static const struct date_name names[] = {
	{ "a", DATE_A, 0 }, M("abr", 4), M("abril", 4), Z("acdt", 630), Z("acst", 570),
	Z("adt", -180), Z("aedt", 660), Z("aest", 600), Z("aft", 270), M("ag", 8), M("ago", 8),
	M("agost", 8), M("agosti", 8), M("agosto", 8), M("agt", 8), M("agu", 8), M("agust", 8),
	M("agustos", 8), M("agustus", 8), W("ahad"), Z("akdt", -480), Z("akst", -540),
	{ "alle", DATE_CLOCK, 0 }, Z("almt", 300), { "am", DATE_AM_OR_FILLER, 0 }, F("an"),
	Z("anat", 720), W("antradienis"), M("aout", 8), M("apr", 4), M("aprel", 4),
	M("april", 4), M("aprila", 4), M("aprile", 4), M("aprili", 4), M("aprilie", 4),
	M("aprilis", 4), M("aprill", 4), F("ar"), M("ara", 12), M("aralik", 12),
	M("aralık", 12), Z("art", -180), F("as"), Z("ast", -240), F("at"), M("aug", 8),
	M("august", 8), M("augusta", 8), M("augusti", 8), M("augusts", 8), M("augustus", 8),
	M("augusztus", 8), M("avg", 8), M("avgust", 8), M("avgusta", 8), M("avqust", 8),
	M("avr", 4), M("avril", 4), Z("awst", 480), Z("azt", 240), W("ba"), M("balandis", 4),
	M("balandzio", 4), W("bay"), Z("bdt", 360), M("birzelio", 6), M("birzelis", 6),
	Z("bot", -240), M("bre", 3), M("brez", 3), M("brezen", 3), M("brezna", 3),
	Z("brst", -120), Z("brt", -180), Z("bst", 60), W("car"), W("carsamba"), Z("cat", 120),
	Z("cdt", -300), { "central", DATE_ZONE_US, -360 }, M("cer", 6), M("cerven", 6),
	M("cervence", 7), M("cervenec", 7), M("cervna", 6), Z("cest", 120),
	{ "cet", DATE_ZONE_OR_WEEKDAY, 60 }, W("cetrtek"), W("ceturtdiena"), W("cetvrtak"),
	Z("chst", 600), W("chu"), Z("clst", -180), Z("clt", -240), W("cmt"), Z("cot", -300),
	Z("cst", -360), W("csutortok"), W("csutortokon"), { "ct", DATE_ZONE_US, -360 },
	W("ctvrtek"), F("cua"), W("cum"), W("cuma"), W("cumartesi"), M("cvc", 7), M("cvn", 6),
	M("cze", 6), M("czerw", 6), M("czerwca", 6), M("czerwiec", 6), W("czw"), W("czwartek"),
	F("d"), F("da"), F("daylight"), F("de"), M("dec", 12), M("decem", 12),
	M("december", 12), M("decembra", 12), M("decembre", 12), M("decembri", 12),
	M("decembrie", 12), M("decembris", 12), M("decembro", 12), M("dekabr", 12), F("del"),
	{ "delelott", DATE_AM, 0 }, { "delutan", DATE_PM, 0 }, F("dem"), F("den"), F("der"),
	M("des", 12), M("desemba", 12), M("desember", 12), M("desembre", 12), M("dets", 12),
	M("detsember", 12), M("dez", 12), M("dezember", 12), M("dezembro", 12),
	M("dhjetor", 12), W("di"), M("dic", 12), M("dicembre", 12), M("diciembre", 12),
	W("die"), W("dienstag"), W("dim"), W("dimanche"), W("dinsdag"), M("dis", 12),
	M("disember", 12), M("disyembre", 12), F("dne"), F("dnia"), W("do"), W("dom"),
	W("domenica"), W("domingo"), W("don"), W("donderdag"), W("donnerstag"), M("dub", 4),
	M("duben", 4), M("dubna", 4), W("duminica"), { "eastern", DATE_ZONE_US, -300 },
	Z("eat", 180), Z("ect", -300), Z("edt", -240), Z("eest", 180), Z("eet", 120),
	M("eki", 10), M("ekim", 10), F("el"), M("elo", 8), M("elok", 8), M("elokuu", 8),
	M("elokuuta", 8), F("en"), M("ene", 1), M("enero", 1), F("er"), F("ere"),
	W("esmaspaev"), Z("est", -300), { "et", DATE_ZONE_US, -300 }, M("eyl", 9),
	M("eylul", 9), M("feb", 2), M("febbraio", 2), M("feber", 2), M("febr", 2),
	M("febreiro", 2), M("febrer", 2), M("febrero", 2), M("februar", 2), M("februara", 2),
	M("februari", 2), M("februarie", 2), M("februaris", 2), M("februarja", 2),
	M("february", 2), W("feira"), M("fev", 2), M("fevereiro", 2), M("fevr", 2),
	M("fevral", 2), M("fevrier", 2), Z("fjt", 720), W("fr"), W("fre"), W("fredag"),
	W("freitag"), W("fri"), W("friday"), F("gada"), M("geguze", 5), M("geguzes", 5),
	M("gen", 1), M("gener", 1), M("gennaio", 1), W("gio"), W("giovedi"), M("giu", 6),
	M("giugno", 6), Z("gmt", 0), { "godz", DATE_CLOCK, 0 }, { "godzina", DATE_CLOCK, 0 },
	M("gru", 12), M("grudnia", 12), M("grudz", 12), M("grudzien", 12), M("gruodis", 12),
	M("gruodzio", 12), Z("gst", 240), M("gusht", 8), { "h", DATE_HOUR_MARK, 0 }, W("hai"),
	Z("hast", -600), M("haz", 6), M("haziran", 6), Z("hdt", -540), M("heina", 7),
	M("heinak", 7), M("heinakuu", 7), M("heinakuuta", 7), M("helmi", 2), M("helmik", 2),
	M("helmikuu", 2), M("helmikuuta", 2), W("hetfo"), W("hetfon"), Z("hkt", 480),
	{ "hod", DATE_HOUR_MARK, 0 }, { "hodina", DATE_CLOCK, 0 },
	{ "hours", DATE_HOUR_MARK, 0 }, { "hr", DATE_HOUR_MARK, 0 },
	{ "hrs", DATE_HOUR_MARK, 0 }, Z("hst", -600), M("huhti", 4), M("huhtik", 4),
	M("huhtikuu", 4), M("huhtikuuta", 4), M("hulyo", 7), M("hunyo", 6), M("ian", 1),
	M("ianuarie", 1), Z("ict", 420), Z("idt", 180), F("il"), F("im"), Z("irdt", 270),
	Z("irkt", 480), Z("irst", 210), W("isnin"), Z("ist", 330), M("iul", 7), M("iulie", 7),
	M("iun", 6), M("iunie", 6), M("iyul", 7), M("iyun", 6), M("jaan", 1), M("jaanuar", 1),
	M("jan", 1), M("janar", 1), M("janeiro", 1), M("janner", 1), M("januar", 1),
	M("januara", 1), M("januarban", 1), M("januari", 1), M("januarja", 1), M("january", 1),
	M("janv", 1), M("janvari", 1), M("janvaris", 1), M("janvier", 1), W("je"), W("jeu"),
	W("jeudi"), W("joi"), M("joulu", 12), M("jouluk", 12), M("joulukuu", 12),
	M("joulukuuta", 12), Z("jst", 540), W("jue"), W("jueves"), M("juil", 7),
	M("juillet", 7), M("juin", 6), M("jul", 7), M("jula", 7), M("julai", 7), M("julho", 7),
	M("juli", 7), M("julij", 7), M("julija", 7), M("julijs", 7), M("julio", 7),
	M("juliol", 7), M("julius", 7), M("july", 7), W("jum"), W("jumaat"), W("jumat"),
	M("jun", 6), M("juna", 6), M("june", 6), M("junho", 6), M("juni", 6), M("junij", 6),
	M("junija", 6), M("junijs", 6), M("junio", 6), M("junius", 6), M("juny", 6),
	M("juuli", 7), M("juuni", 6), W("kam"), W("kamis"), M("kas", 11), M("kasim", 11),
	M("kasım", 11), Z("kdt", 600), W("ke"), W("kedd"), W("kedden"), F("kello"),
	M("kesa", 6), M("kesak", 6), M("kesakuu", 6), M("kesakuuta", 6), W("keskiviikko"),
	W("keskiviikkona"), W("ketvirtadienis"), W("khamis"), { "kl", DATE_CLOCK, 0 },
	{ "klo", DATE_CLOCK, 0 }, { "klokka", DATE_CLOCK, 0 }, { "klokken", DATE_CLOCK, 0 },
	M("kol", 8), W("kolmapaev"), M("kolovoz", 8), M("kolovoza", 8), M("korrik", 7),
	M("kovas", 3), M("kovo", 3), Z("krat", 420), Z("kst", 540), M("kve", 5), M("kvet", 5),
	M("kveten", 5), M("kvetna", 5), M("kwi", 4), M("kwiec", 4), M("kwiecien", 4),
	M("kwietnia", 4), F("l"), W("la"), M("lapkricio", 11), M("lapkritis", 11), F("las"),
	W("lauantai"), W("lauantaina"), W("laupaev"), F("le"), M("led", 1), M("leden", 1),
	M("ledna", 1), F("les"), M("liepa", 7), M("liepos", 7), M("lip", 7), M("lipanj", 6),
	M("lipca", 7), M("lipiec", 7), M("lipnja", 6), M("lis", 11), M("listop", 11),
	M("listopad", 11), M("listopada", 11), M("listopadu", 11), M("loka", 10),
	M("lokak", 10), M("lokakuu", 10), M("lokakuuta", 10), W("lor"), W("lordag"), W("lu"),
	F("luc"), M("lug", 7), M("luglio", 7), W("lun"), W("lundi"), W("lunedi"), W("lunes"),
	W("luni"), M("lut", 2), M("lutego", 2), M("luty", 2), W("lør"), W("lørdag"),
	{ "m", DATE_M, 0 }, W("ma"), M("maalis", 3), M("maalisk", 3), M("maaliskuu", 3),
	M("maaliskuuta", 3), W("maanantai"), W("maanantaina"), W("maandag"), M("maart", 3),
	M("mac", 3), M("machi", 3), M("maerz", 3), M("mag", 5), M("maggio", 5), Z("magt", 660),
	M("mai", 5), M("maig", 5), M("maija", 5), M("maijs", 5), M("maio", 5), M("maj", 5),
	M("maja", 5), M("majus", 5), W("man"), W("mandag"), { "mar", DATE_MONTH_OR_WEEKDAY, 3 },
	M("marc", 3), M("marca", 3), M("march", 3), M("marcius", 3), M("marco", 3), W("mardi"),
	M("marec", 3), M("maret", 3), M("marras", 11), M("marrask", 11), M("marraskuu", 11),
	M("marraskuuta", 11), M("mars", 3), M("marso", 3), M("mart", 3), M("marta", 3),
	W("martedi"), W("martes"), W("marti"), M("martie", 3), M("marts", 3), M("marz", 3),
	M("marzec", 3), M("marzo", 3), M("may", 5), M("mayis", 5), M("mayo", 5), M("mayıs", 5),
	Z("mdt", -360), W("me"), M("mei", 5), W("mer"), W("mercoledi"), W("mercredi"),
	Z("mest", 120), Z("mesz", 120), Z("met", 60), F("metu"), Z("mez", 60), W("mi"),
	{ "midnight", DATE_MIDNIGHT, 0 }, W("mie"), W("miercoles"), W("miercuri"), W("min"),
	W("minggu"), W("mit"), W("mittwoch"), Z("mmt", 390), W("mo"), W("mon"), W("monday"),
	W("montag"), { "mountain", DATE_ZONE_US, -420 }, M("mrt", 3), M("mrz", 3),
	Z("msd", 240), Z("msk", 180), Z("mst", -420), { "mt", DATE_ZONE_US, -420 },
	Z("myt", 480), { "nachmittags", DATE_PM, 0 }, F("nam"), F("nd"), Z("ndt", -150),
	W("ndz"), W("ne"), W("ned"), W("nedela"), W("nedele"), W("nedelja"), W("nedjelja"),
	W("neljapaev"), M("nentor", 11), F("ngay"), W("nhat"), W("niedz"), W("niedziela"),
	M("nis", 4), M("nisan", 4), M("nobyembre", 11), M("noi", 11), M("noiembrie", 11),
	{ "noon", DATE_NOON, 0 }, M("nop", 11), M("nov", 11), M("novem", 11), M("novemba", 11),
	M("november", 11), M("novembra", 11), M("novembre", 11), M("novembri", 11),
	M("novembris", 11), M("novembro", 11), M("noviembre", 11), Z("novt", 420),
	M("noyabr", 11), Z("npt", 345), Z("nst", -210), F("nuo"), Z("nzdt", 780),
	Z("nzst", 720), F("o"), { "ob", DATE_CLOCK, 0 }, M("oca", 1), M("ocak", 1),
	M("oct", 10), M("octob", 10), M("october", 10), M("octobre", 10), M("octombrie", 10),
	M("octubre", 10), { "odpoledne", DATE_PM, 0 }, F("of"), M("ogos", 8), M("okt", 10),
	M("oktabr", 10), M("oktoba", 10), M("oktober", 10), M("oktobra", 10), M("oktobri", 10),
	M("oktobris", 10), M("oktoober", 10), M("oktubre", 10), M("oktyabr", 10),
	{ "om", DATE_CLOCK, 0 }, Z("omst", 360), F("on"), W("ons"), W("onsdag"),
	{ "oo", DATE_AM, 0 }, { "ore", DATE_CLOCK, 0 }, { "orele", DATE_CLOCK, 0 },
	{ "os", DATE_PM, 0 }, W("otrdiena"), M("ott", 10), M("ottobre", 10), M("out", 10),
	M("outubro", 10), M("ozu", 3), M("ozujak", 3), M("ozujka", 3), { "p", DATE_P, 0 },
	W("pa"), { "pacific", DATE_ZONE_US, -480 }, W("patek"),
	{ "paz", DATE_MONTH_OR_WEEKDAY, 10 }, W("pazar"), W("pazartesi"), M("pazdz", 10),
	M("pazdziern", 10), M("pazdziernik", 10), M("pazdziernika", 10), Z("pdt", -420),
	W("pe"), M("peb", 2), M("pebrero", 2), W("penktadienis"), W("pentek"), W("penteken"),
	W("per"), W("perjantai"), W("perjantaina"), W("persembe"),
	{ "pet", DATE_ZONE_OR_WEEKDAY, -300 }, W("petak"), W("petek"), Z("pett", 720),
	Z("pht", 480), { "phut", DATE_MINUTE_MARK, 0 }, W("piatek"), W("piatok"),
	W("piektdiena"), W("pirmadienis"), W("pirmdiena"), Z("pkt", 300), { "pm", DATE_PM, 0 },
	W("po"), W("pon"), W("pondeli"), W("pondelok"), W("ponedeljak"), W("ponedeljek"),
	W("ponedjeljak"), W("poniedziałek"), W("poniedziałku"), M("prill", 4), M("pro", 12),
	M("prosinca", 12), M("prosince", 12), M("prosinec", 12), Z("pst", -480),
	{ "pt", DATE_ZONE_US, -480 }, W("puhapaev"), Z("pyt", -240), W("pzt"), M("qershor", 6),
	W("qua"), W("quarta"), W("qui"), W("quinta"), F("r"), W("rab"), W("rabu"), F("rd"),
	W("reede"), M("rij", 10), M("rijen", 10), M("rijna", 10), F("rok"), F("roku"),
	M("rugpjucio", 8), M("rugpjutis", 8), M("rugsejis", 9), M("rugsejo", 9), M("ruj", 9),
	M("rujan", 9), M("rujna", 9), W("sa"), { "saat", DATE_CLOCK, 0 }, W("sab"), W("sabado"),
	W("sabato"), W("sabtu"), Z("sakt", 660), W("sal"), W("sali"), W("salı"), W("sam"),
	W("sambata"), W("samedi"), W("samstag"), Z("samt", 240), Z("sast", 120), W("sat"),
	W("saturday"), W("sau"), M("sausio", 1), M("sausis", 1), W("seg"), W("segunda"),
	W("sekmadienis"), W("sel"), W("selasa"), W("sen"), W("senin"), M("sentabr", 9),
	M("sentyabr", 9), M("sep", 9), M("sept", 9), M("septbr", 9), M("septemba", 9),
	M("september", 9), M("septembra", 9), M("septembre", 9), M("septembri", 9),
	M("septembrie", 9), M("septembris", 9), M("septiembre", 9), W("sestadienis"),
	W("sestdiena"), M("set", 9), M("setembre", 9), M("setembro", 9), M("setiembre", 9),
	M("settembre", 9), M("setyembre", 9), W("sex"), W("sexta"), Z("sgt", 480),
	M("shkurt", 2), M("shtator", 9), M("sie", 8), M("sierp", 8), M("sierpien", 8),
	M("sierpnia", 8), M("sij", 1), M("sijecanj", 1), M("sijecnja", 1), W("so"), W("sob"),
	W("sobota"), W("son"), W("sondag"), W("sonnabend"), W("sonntag"), M("spalio", 10),
	M("spalis", 10), W("sr"), W("sreda"), Z("sret", 660), W("sri"), W("srijeda"),
	W("sroda"), W("srode"), M("srp", 8), M("srpanj", 7), M("srpen", 8), M("srpna", 8),
	M("srpnja", 7), Z("sst", -660), W("st"), F("standard"), W("streda"), M("stu", 11),
	M("studeni", 11), M("studenog", 11), M("studenoga", 11), W("stvrtok"), M("sty", 1),
	M("stycz", 1), M("styczen", 1), M("stycznia", 1), W("su"),
	{ "sub", DATE_MONTH_OR_WEEKDAY, 2 }, M("subat", 2), W("subota"), F("summer"), W("sun"),
	W("sunday"), W("sunnuntai"), W("sunnuntaina"), W("svetdiena"), M("svi", 5),
	M("svibanj", 5), M("svibnja", 5), M("syys", 9), M("syysk", 9), M("syyskuu", 9),
	M("syyskuuta", 9), M("szept", 9), M("szeptember", 9), W("szerda"), W("szerdan"),
	W("szombat"), W("szombaton"), W("søn"), W("søndag"), F("t"), M("tammi", 1),
	M("tammik", 1), M("tammikuu", 1), M("tammikuuta", 1), F("te"), W("teisipaev"),
	M("tem", 7), M("temmuz", 7), W("ter"), W("terca"), M("tetor", 10), F("th"),
	{ "thang", DATE_MONTH_BEFORE, 0 }, F("the"), { "thg", DATE_MONTH_BEFORE, 0 }, W("thu"),
	W("thur"), W("thurs"), W("thursday"), W("ti"), W("tiistai"), W("tiistaina"), F("time"),
	W("tir"), W("tirs"), W("tirsdag"), W("tis"), W("tisdag"), W("to"), W("tor"), W("torek"),
	W("tors"), W("torsdag"), W("torstai"), W("torstaina"), M("touko", 5), M("toukok", 5),
	M("toukokuu", 5), M("toukokuuta", 5), M("tra", 4), M("travanj", 4), M("travnja", 4),
	W("treciadienis"), W("tresdiena"), Z("trt", 180), W("tu"), W("tue"), W("tues"), W("tuesday"),
	F("u"), Z("uct", 0), { "uhr", DATE_HOUR_MARK, 0 }, { "um", DATE_CLOCK, 0 }, M("un", 2),
	M("uno", 2), M("unor", 2), M("unora", 2), { "ut", DATE_ZONE_OR_WEEKDAY, 0 },
	Z("utc", 0), Z("utcz", 0), W("utery"), W("uto"), W("utorak"), W("utorok"),
	{ "uur", DATE_HOUR_MARK, 0 }, Z("uyt", -180), Z("uzt", 300), F("v"), M("vasario", 2),
	M("vasaris", 2), W("vasarnap"), W("vasarnapi"), W("ve"), M("veebr", 2),
	M("veebruar", 2), M("velj", 2), M("veljaca", 2), M("veljace", 2), W("ven"),
	W("vendredi"), W("venerdi"), Z("vet", -240), W("vie"), W("viernes"), W("vineri"),
	Z("vlat", 600), { "vormittags", DATE_AM, 0 }, W("vr"), W("vrij"), W("vrijdag"),
	Z("wat", 60), W("wed"), W("wednes"), W("wednesday"), W("weds"), Z("west", 60),
	Z("wet", 0), Z("wib", 420), Z("wit", 540), Z("wita", 480), W("wo"), W("woe"),
	W("woensdag"), M("wrz", 9), M("wrzes", 9), M("wrzesien", 9), M("wrzesnia", 9), W("wt"),
	W("wtorek"), W("wtorku"), M("xan", 1), M("xaneiro", 1), M("xul", 7), M("xullo", 7),
	M("xun", 6), M("xuno", 6), Z("yakt", 540), M("yanvar", 1), Z("yekt", 300), Z("z", 0),
	W("za"), M("zar", 9), M("zari", 9), W("zat"), W("zaterdag"), W("zo"), W("zon"),
	W("zondag"), Z("zulu", 0), M("απρ", 4), M("απριλησ", 4), M("απριλιοσ", 4),
	M("απριλιου", 4), M("αυγ", 8), M("αυγουστοσ", 8), M("αυγουστου", 8), M("γεναρησ", 1),
	W("δε"), M("δεκ", 12), M("δεκεμβριοσ", 12), M("δεκεμβριου", 12), W("δευ"), W("δευτερα"),
	F("ησ"), M("ιαν", 1), M("ιανουαριοσ", 1), M("ιανουαριου", 1), M("ιουλ", 7),
	M("ιουλησ", 7), M("ιουλιοσ", 7), M("ιουλιου", 7), M("ιουν", 6), M("ιουνησ", 6),
	M("ιουνιοσ", 6), M("ιουνιου", 6), F("και"), W("κυ"), W("κυρ"), W("κυριακη"),
	{ "μ", DATE_P, 1 }, M("μαη", 5), M("μαησ", 5), M("μαι", 5), M("μαιοσ", 5),
	M("μαιου", 5), M("μαρ", 3), M("μαρτησ", 3), M("μαρτιοσ", 3), M("μαρτιου", 3),
	{ "μμ", DATE_PM, 0 }, M("νοε", 11), M("νοεμβριοσ", 11), M("νοεμβριου", 11),
	M("οκτ", 10), M("οκτωβριοσ", 10), M("οκτωβριου", 10), { "π", DATE_A, 0 }, W("πα"),
	W("παρ"), W("παρασκευη"), W("πε"), W("πεμ"), W("πεμπτη"), { "πμ", DATE_AM, 0 }, W("σα"),
	W("σαβ"), W("σαββατο"), M("σεπ", 9), M("σεπτ", 9), M("σεπτεμβριοσ", 9),
	M("σεπτεμβριου", 9), F("στισ"), W("τε"), W("τετ"), W("τεταρτη"), F("την"), F("τησ"),
	F("το"), F("του"), W("τρ"), W("τρι"), W("τριτη"), M("φεβ", 2), M("φεβρουαριοσ", 2),
	M("φεβρουαριου", 2), M("φλεβαρησ", 2), { "ωρα", DATE_HOUR_MARK, 0 }, M("авг", 8),
	M("август", 8), M("августа", 8), M("апр", 4), M("апрель", 4), M("апреля", 4),
	M("април", 4), M("априла", 4), W("ауторак"), M("ақпан", 2), M("бер", 3),
	M("березень", 3), M("березня", 3), F("в"), M("вер", 9), M("верасень", 9),
	M("верасня", 9), M("вересень", 9), M("вересн", 9), M("вересня", 9), F("во"),
	W("воскресенье"), W("вс"), W("вск"), W("вт"), W("вторник"), W("втр"), W("вівторок"), F("г"), Z("гмт", 0),
	F("год"), F("года"), M("гру", 12), M("груд", 12), M("грудень", 12), M("грудня", 12),
	M("дек", 12), M("декабрь", 12), M("декабря", 12), M("декември", 12), M("дец", 12),
	M("децембар", 12), M("децембра", 12), { "дп", DATE_AM, 0 }, Z("екб", 300),
	M("желтоқсан", 12), M("жні", 8), M("жнівень", 8), M("жніуня", 8), M("жов", 10),
	M("жовт", 10), M("жовтень", 10), M("жовтня", 10), M("июл", 7), M("июль", 7),
	M("июля", 7), M("июн", 6), M("июнь", 6), M("июня", 6), M("кас", 10),
	M("кастрычнік", 10), M("кастрычніка", 10), M("кві", 4), M("квіт", 4), M("квітень", 4),
	M("квітня", 4), M("кра", 4), M("красавік", 4), M("красавіка", 4), M("лип", 7),
	M("липень", 7), M("липня", 7), M("лис", 11), M("лист", 11), M("листопад", 11),
	M("листопада", 11), M("лют", 2), M("лютага", 2), M("лютии", 2), M("лютого", 2),
	M("люты", 2), M("ліп", 7), M("ліпень", 7), M("ліпеня", 7), M("ліс", 11),
	M("лістапад", 11), M("лістапада", 11), M("маи", 5), M("мамыр", 5), M("мар", 3),
	M("март", 3), M("марта", 3), M("маусым", 6), M("мая", 5), M("мај", 5), M("маја", 5),
	{ "мин", DATE_MINUTE_MARK, 0 }, Z("мск", 180), M("наурыз", 3), W("нд"), W("нед"),
	W("неделя"), W("недеља"), W("неділя"), M("нов", 11), M("новембар", 11),
	M("новембра", 11), M("ноем", 11), M("ноември", 11), M("ноя", 11), M("нояб", 11),
	M("ноябрь", 11), M("ноября", 11), W("нядзеля"), F("о"), M("окт", 10), M("октобар", 10),
	M("октобра", 10), M("октомври", 10), M("октябрь", 10), M("октября", 10), F("п"),
	W("панядзелак"), W("пет"), W("петак"), W("петък"), W("пн"), W("пнд"), W("пон"), W("понеделник"),
	W("понедельник"), W("понедељак"), W("понеділок"), { "пп", DATE_PM, 0 }, W("пт"),
	W("птн"), W("пятница"), W("пятницу"), W("пятницю"), W("пятниця"), W("пятніца"), F("р"), F("рок"),
	F("року"), F("рік"), M("сак", 3), M("сакавік", 3), M("сакавіка", 3), W("сб"),
	W("сбт"), { "сек", DATE_SECOND_MARK, 0 }, M("сен", 9), M("сент", 9), M("сентябрь", 9),
	M("сентября", 9), M("сеп", 9), M("септембар", 9), M("септембра", 9), M("септември", 9),
	M("сер", 8), W("середа"), W("середу"), M("серп", 8), M("серпень", 8), M("серпня", 8),
	M("сне", 12), M("снежань", 12), M("снежня", 12), W("ср"), W("срд"), W("сре"), W("среда"),
	W("среду"), W("сряда"), M("сту", 1), M("студзень", 1), M("студзеня", 1), W("суб"),
	W("суббота"), W("субботу"), W("субота"), W("събота"), M("січ", 1), M("січень", 1),
	M("січня", 1), M("сәуір", 4), M("тамыз", 8), M("тра", 5), M("трав", 5), M("травень", 5),
	M("травня", 5), W("уто"), W("уторак"), M("феб", 2), M("фебруар", 2), M("фебруара", 2),
	M("фев", 2), M("февр", 2), M("февраль", 2), M("февраля", 2), M("февруари", 2),
	{ "ч", DATE_HOUR_MARK, 0 }, { "час", DATE_HOUR_MARK, 0 },
	{ "часов", DATE_HOUR_MARK, 0 }, W("чацвер"), M("чер", 6), M("черв", 6), M("червень", 6),
	M("червня", 6), W("чет"), W("четвер"), W("четверг"), W("четвртак"), W("четвъртък"),
	W("чт"), W("чтв"), M("чэр", 6), M("чэрвень", 6), M("чэрвеня", 6), M("шілде", 7), M("юли", 7),
	M("юни", 6), M("янв", 1), M("январь", 1), M("января", 1), M("яну", 1), M("януари", 1),
	W("ятницю"), W("ятниця"), W("ятніца"), M("јан", 1), M("јануар", 1), M("јануара", 1),
	M("јануари", 1), M("јул", 7), M("јула", 7), M("јули", 7), M("јун", 6), M("јуна", 6),
	M("јуни", 6), M("қазан", 10), M("қараша", 11), M("қаңтар", 1), M("қыркүиек", 9),
	M("ապրիլ", 4), M("ապրիլի", 4), M("դեկտեմբեր", 12), M("դեկտեմբերի", 12),
	M("հոկտեմբեր", 10), M("հոկտեմբերի", 10), M("հուլիս", 7), M("հուլիսի", 7),
	M("հունիս", 6), M("հունիսի", 6), M("հունվար", 1), M("հունվարի", 1), M("մայիս", 5),
	M("մայիսի", 5), M("մարտ", 3), M("մարտի", 3), M("նոյեմբեր", 11), M("նոյեմբերի", 11),
	M("սեպտեմբեր", 9), M("սեպտեմբերի", 9), M("փետրվար", 2), M("փետրվարի", 2),
	M("օգոստոս", 8), M("օգոստոսի", 8), M("אוגוסט", 8), M("אוקטובר", 10), M("אפריל", 4),
	M("באוגוסט", 8), M("באוקטובר", 10), M("באפריל", 4), M("בדצמבר", 12), M("ביולי", 7),
	M("ביוני", 6), M("בינואר", 1), M("במאי", 5), M("במרץ", 3), M("בנובמבר", 11),
	M("בספטמבר", 9), M("בפברואר", 2), M("דצמבר", 12), M("יולי", 7), M("יוני", 6),
	M("ינואר", 1), M("מאי", 5), M("מרס", 3), M("מרץ", 3), M("נובמבר", 11), M("ספטמבר", 9),
	M("פברואר", 2), M("اب", 8), M("ابريل", 4), M("اذار", 3), M("اغسطس", 8), M("اكتوبر", 10),
	W("الاثنين"), W("الاحد"), W("الاربعاء"), F("الاول"), { "الثاني", DATE_MONTH_SECOND, 0 },
	W("الثلاثاء"), W("الجمعة"), W("الخميس"), W("السبت"), M("اوت", 8), M("اوریل", 4),
	F("اول"), M("ايار", 5), M("ايلول", 9), M("اکتبر", 10), M("اگوست", 8), M("تشرين", 10),
	M("تموز", 7), { "ثاني", DATE_MONTH_SECOND, 0 }, M("حزيران", 6), M("دسامبر", 12),
	M("ديسمبر", 12), M("سبتمبر", 9), M("سپتامبر", 9), M("شباط", 2), M("فبراير", 2),
	M("فوریه", 2), M("كانون", 12), M("مارس", 3), M("مايو", 5), M("مه", 5), M("می", 5),
	M("نوامبر", 11), M("نوفمبر", 11), M("نيسان", 4), M("يناير", 1), M("يوليه", 7),
	M("يوليو", 7), M("يونيه", 6), M("يونيو", 6), M("ژانویه", 1), M("ژوين", 6),
	M("ژويیه", 7), M("अकटबर", 10), M("अगसत", 8), M("अपरल", 4), M("जन", 6), M("जनवर", 1),
	M("जलई", 7), M("दसबर", 12), M("नवबर", 11), M("फरवर", 2), M("मई", 5), M("मरच", 3),
	M("सतबर", 9), M("অকটবর", 10), M("আগষট", 8), M("আগসট", 8), M("এপরল", 4), M("জন", 6),
	M("জনযর", 1), M("জলই", 7), M("ডসমবর", 12), M("নভমবর", 11), M("ফবরযর", 2), M("ম", 5),
	M("মরচ", 3), M("সপটমবর", 9), M("กนยายน", 9), M("กมภาพนธ", 2), M("กรกฎาคม", 7), F("ค"),
	M("ตลาคม", 10), M("ธนวาคม", 12), F("น"), F("พ"), M("พฤศจกายน", 11), M("พฤษภาคม", 5),
	M("มกราคม", 1), M("มถนายน", 6), M("มนาคม", 3), F("วน"), F("วนท"),
	{ "ศ", DATE_ERA, -543 }, M("สงหาคม", 8), M("เมษายน", 4), F("เวลา"), M("აგვისტო", 8),
	M("აპრილი", 4), M("დეკემბერი", 12), M("თებერვალი", 2), M("იანვარი", 1), M("ივლისი", 7),
	M("ივნისი", 6), M("მაისი", 5), M("მარტი", 3), M("ნოემბერი", 11), M("ოქტომბერი", 10),
	M("სექტემბერი", 9), F("の"), { "上午", DATE_AM, 0 }, { "下午", DATE_PM, 0 },
	{ "中午", DATE_PM, 0 }, { "中華民國", DATE_ERA, 1911 }, { "令和", DATE_ERA, 2018 },
	{ "凌晨", DATE_AM, 0 }, { "分", DATE_MINUTE_MARK, 0 }, Z("北京时间", 480), Z("北京時間", 480),
	{ "午前", DATE_AM, 0 }, { "午後", DATE_PM, 0 }, { "半", DATE_HALF, 0 },
	{ "号", DATE_DAY_MARK, 0 }, W("周一"), W("周三"), W("周二"), W("周五"), W("周六"), W("周四"),
	W("周日"), W("土"), W("土曜"), W("土曜日"), { "大正", DATE_ERA, 1911 }, { "平成", DATE_ERA, 1988 },
	{ "年", DATE_YEAR_MARK, 0 }, { "日", DATE_DAY_MARK, 0 }, W("日曜"), W("日曜日"),
	Z("日本時間", 540), { "早上", DATE_AM, 0 }, { "时", DATE_HOUR_MARK, 0 },
	{ "明治", DATE_ERA, 1867 }, W("星期一"), W("星期三"), W("星期二"), W("星期五"), W("星期六"), W("星期四"),
	W("星期天"), W("星期日"), { "昭和", DATE_ERA, 1925 }, { "時", DATE_HOUR_MARK, 0 },
	{ "晚上", DATE_PM, 0 }, { "月", DATE_MONTH_MARK, 0 }, W("月曜"), W("月曜日"), W("木"), W("木曜"),
	W("木曜日"), { "正午", DATE_NOON, 0 }, { "民国", DATE_ERA, 1911 }, { "民國", DATE_ERA, 1911 },
	W("水"), W("水曜"), W("水曜日"), { "清晨", DATE_AM, 0 }, W("火"), W("火曜"), W("火曜日"),
	{ "点", DATE_HOUR_MARK, 0 }, W("礼拜一"), W("礼拜日"), W("祝"), { "秒", DATE_SECOND_MARK, 0 },
	F("第"), { "號", DATE_DAY_MARK, 0 }, W("週一"), W("週三"), W("週二"), W("週五"), W("週六"), W("週四"),
	W("週日"), W("金"), W("金曜"), W("金曜日"), { "點", DATE_HOUR_MARK, 0 }, W("금"), W("금요일"),
	{ "년", DATE_YEAR_MARK, 0 }, W("목"), W("목요일"), { "반", DATE_HALF, 0 },
	{ "분", DATE_MINUTE_MARK, 0 }, { "새벽", DATE_AM, 0 }, W("수"), W("수요일"),
	{ "시", DATE_HOUR_MARK, 0 }, { "오전", DATE_AM, 0 }, { "오후", DATE_PM, 0 },
	{ "월", DATE_MONTH_MARK, 0 }, W("월요일"), { "일", DATE_DAY_MARK, 0 }, W("일요일"),
	{ "정오", DATE_NOON, 0 }, { "초", DATE_SECOND_MARK, 0 }, W("토"), W("토요일"), Z("한국시간", 540),
	W("화"), W("화요일"),
};
/* clang-format on */

enum { NAMES = sizeof names / sizeof names[0], MISSPELT_MIN = 5 };

const struct date_name *date_name_find(struct view word)
{
	size_t low = 0, high = NAMES;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = view_cmp(view_of(names[middle].name), word);
		if (order == 0)
			return &names[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Is one edit enough: a letter more, a letter less, another letter, two letters swapped? */
static bool is_near(struct view a, struct view b)
{
	size_t head = 0, tail = 0, min = a.len < b.len ? a.len : b.len;

	while (head < min && a.p[head] == b.p[head])
		head++;
	while (tail < min - head && a.p[a.len - 1 - tail] == b.p[b.len - 1 - tail])
		tail++;
	size_t left_a = a.len - head - tail, left_b = b.len - head - tail;
	bool swapped = left_a == 2 && left_b == 2 && a.p[head] == b.p[head + 1] &&
		       a.p[head + 1] == b.p[head];
	return (left_a <= 1 && left_b <= 1) || swapped;
}

const struct date_name *date_name_misspelt(struct view word)
{
	static const struct date_name months[] = {
		M("january", 1),  M("february", 2),  M("march", 3),
		M("april", 4),    M("august", 8),    M("september", 9),
		M("october", 10), M("november", 11), M("december", 12),
	};

	for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
		struct view name = view_of(months[i].name);
		if (word.len >= MISSPELT_MIN && is_near(word, name))
			return &months[i];
	}
	return NULL;
}

const struct date_name *date_name_prefix(struct view text)
{
	for (size_t len = text.len < DATE_NAME_MAX ? text.len : DATE_NAME_MAX; len;
	     len--) {
		const struct date_name *name = date_name_find(view_head(text, len));
		if (name)
			return name;
	}
	return NULL;
}

const struct date_name *date_name_at(size_t index)
{
	return index < NAMES ? &names[index] : NULL;
}
