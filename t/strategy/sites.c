/* Small pages written as the usual shops, weblogs, boards and offices write theirs, in several
 * languages: what is asked for is found, and a strategy made on one page of a site holds on the
 * next. */
#include "strategy/generate.h"

#include "extract/rules.h"
#include "page.h"
#include "tap.h"

struct site_case {
	const char *page, *description, *schema;
	const char *first, *last; /* records, as JSON */
	size_t n;
};

static const struct site_case cases[] = {
    {"woo-es.html", "Lista los productos con nombre, precio y enlace",
     "{\"nombre\":\"string\",\"precio\":\"number\",\"enlace\":\"string\"}",
     "{\"nombre\":\"Aceite de la "
     "sierra\",\"precio\":14.9,\"enlace\":\"https://tienda.test/producto/aceite-de-la-sierra/\"}",
     "{\"nombre\":\"Sal en "
     "escamas\",\"precio\":2.6,\"enlace\":\"https://tienda.test/producto/sal-en-escamas/\"}",
     7},
    {"woo-es.html", "Products: name, price and original price", NULL,
     "{\"name\":\"Aceite de la sierra\",\"price\":\"14,90 €\",\"original_price\":null}",
     "{\"name\":\"Sal en escamas\",\"price\":\"2,60 €\",\"original_price\":null}", 7},
    {"shopify-pt.html", "Produtos com nome, preço e imagem", NULL,
     "{\"nome\":\"Café da montanha\",\"preço\":\"R$ "
     "42,00\",\"imagem\":\"http://loja.test/cdn/0.jpg?width=533\"}",
     "{\"nome\":\"Café gelado\",\"preço\":\"R$ "
     "18,00\",\"imagem\":\"http://loja.test/cdn/5.jpg?width=533\"}",
     6},
    {"shopify-pt.html", "List the coffees with name, vendor and price",
     "{\"name\":\"string\",\"vendor\":\"string\",\"price\":\"number\"}",
     "{\"name\":\"Café da montanha\",\"vendor\":\"Sítio Alto\",\"price\":42}",
     "{\"name\":\"Café gelado\",\"vendor\":\"Torra Clara\",\"price\":18}", 6},
    {"utility-en.html", "All products with name, category, rating and price",
     "{\"name\":\"string\",\"category\":\"string\",\"rating\":\"number\",\"price\":\"number\"}",
     "{\"name\":\"Field notebook\",\"category\":\"Stationery\",\"rating\":4.8,\"price\":12}",
     "{\"name\":\"Linen folder\",\"category\":\"Storage\",\"rating\":3.9,\"price\":22}", 5},
    {"modules-nl.html", "Advertenties met titel, prijs, plaats en datum", NULL,
     "{\"titel\":\"Omafiets met mand\",\"prijs\":\"€ 85,00\",\"plaats\":\"Utrecht\",\"datum\":\"12 "
     "mei\"}",
     "{\"titel\":\"Bakfiets elektrisch\",\"prijs\":\"€ "
     "1.450,00\",\"plaats\":\"Utrecht\",\"datum\":\"8 mei\"}",
     5},
    {"blog-de.html", "Alle Beiträge mit Titel, Autor, Datum und Link", NULL,
     "{\"titel\":\"Warum Sauerteig Zeit braucht\",\"autor\":\"Jana Korn\",\"datum\":\"3. März "
     "2025\",\"link\":\"https://krume.test/2025-03-03/\"}",
     "{\"titel\":\"Brötchen am Sonntag\",\"autor\":\"Mira Falk\",\"datum\":\"9. Februar "
     "2025\",\"link\":\"https://krume.test/2025-02-09/\"}",
     4},
    {"forum-sv.html", "Ämnen med titel, författare, svar och visningar",
     "{\"titel\":\"string\",\"författare\":\"string\",\"svar\":\"integer\",\"visningar\":"
     "\"integer\"}",
     "{\"titel\":\"Vilken båtmotor är "
     "bäst?\",\"författare\":\"kapten_nils\",\"svar\":14,\"visningar\":812}",
     "{\"titel\":\"Ny i klubben\",\"författare\":\"greta\",\"svar\":7,\"visningar\":155}", 5},
    {"table-da.html", "Sager: dato, udvalg, titel og sagsnummer", NULL,
     "{\"dato\":\"12.03.2025\",\"udvalg\":\"Kulturudvalget\",\"titel\":\"Ny belysning i "
     "havneparken\",\"sagsnummer\":\"2025-0114\"}",
     "{\"dato\":\"05.02.2025\",\"udvalg\":\"Børneudvalget\",\"titel\":\"Udvidelse af "
     "daginstitution\",\"sagsnummer\":\"2025-0051\"}",
     4},
    {"wiki-ru.html", "Мосты: название, год открытия, длина и архитектор", NULL,
     "{\"название\":\"Восточный\",\"год_открытия\":\"1932\",\"длина\":\"214 "
     "м\",\"архитектор\":\"Карл Линд\"}",
     "{\"название\":\"Лесной\",\"год_открытия\":\"1974\",\"длина\":\"122 м\",\"архитектор\":\"Анна "
     "Клён\"}",
     5},
    {"jobs-pl.html", "Lista ofert: stanowisko, firma, miasto i wynagrodzenie",
     "{\"stanowisko\":\"string\",\"firma\":\"string\",\"miasto\":\"string\",\"wynagrodzenie\":"
     "\"string\"}",
     "{\"stanowisko\":\"Operator "
     "tokarki\",\"firma\":\"Metalbud\",\"miasto\":\"Gdynia\",\"wynagrodzenie\":\"6 200 zł\"}",
     "{\"stanowisko\":\"Kucharz\",\"firma\":\"Bar Pod "
     "Wierzbą\",\"miasto\":\"Gdynia\",\"wynagrodzenie\":null}",
     5},
    {"jobs-pl.html", "Job offers with title, company, city and salary", NULL,
     "{\"title\":\"Operator tokarki\",\"company\":\"Metalbud\",\"city\":\"Gdynia\",\"salary\":\"6 "
     "200 zł\"}",
     "{\"title\":\"Kucharz\",\"company\":\"Bar Pod Wierzbą\",\"city\":\"Gdynia\",\"salary\":null}",
     5},
    {"immo-fr.html", "Annonces avec titre, prix, ville et surface", NULL,
     "{\"titre\":\"Appartement 3 pièces\",\"prix\":\"245 000 "
     "€\",\"ville\":\"Lille\",\"surface\":\"65 m²\"}",
     "{\"titre\":\"Loft atelier\",\"prix\":\"402 000 €\",\"ville\":\"Tourcoing\",\"surface\":\"140 "
     "m²\"}",
     4},
    {"immo-fr.html", "Listings: title, price, location, image and link",
     "{\"title\":\"string\",\"price\":\"number\",\"location\":\"string\",\"image\":\"string\","
     "\"link\":\"string\"}",
     "{\"title\":\"Appartement 3 "
     "pièces\",\"price\":245000,\"location\":\"Lille\",\"image\":\"http://shop.test/photos/"
     "245.jpg\",\"link\":\"http://shop.test/annonces/245.htm\"}",
     "{\"title\":\"Loft "
     "atelier\",\"price\":402000,\"location\":\"Tourcoing\",\"image\":\"http://shop.test/photos/"
     "402.jpg\",\"link\":\"http://shop.test/annonces/402.htm\"}",
     4},
    {"recipe-it.html", "Titolo e ingredienti della ricetta",
     "{\"titolo\":\"string\",\"ingredienti\":\"array\"}",
     "{\"titolo\":\"Torta di nocciole\",\"ingredienti\":[\"200 g nocciole\",\"150 g zucchero\",\"4 "
     "uova\",\"80 g burro\",\"250 ml latte\",\"2 tuorli\"]}",
     "{\"titolo\":\"Torta di nocciole\",\"ingredienti\":[\"200 g nocciole\",\"150 g zucchero\",\"4 "
     "uova\",\"80 g burro\",\"250 ml latte\",\"2 tuorli\"]}",
     1},
    {"recipe-it.html", "Recipe title, author and steps",
     "{\"title\":\"string\",\"author\":\"string\",\"steps\":\"array\"}",
     "{\"title\":\"Torta di nocciole\",\"author\":\"Lucia Ferri\",\"steps\":[\"Tritare le nocciole "
     "con lo zucchero fino ad avere una farina grossa.\",\"Unire le uova e il burro fuso, poi la "
     "farina setacciata.\",\"Cuocere per quaranta minuti in forno moderato.\"]}",
     "{\"title\":\"Torta di nocciole\",\"author\":\"Lucia Ferri\",\"steps\":[\"Tritare le nocciole "
     "con lo zucchero fino ad avere una farina grossa.\",\"Unire le uova e il burro fuso, poi la "
     "farina setacciata.\",\"Cuocere per quaranta minuti in forno moderato.\"]}",
     1},
    {"news-es.html", "Título, autor y fecha de la noticia", NULL,
     "{\"título\":\"El puerto amplía sus muelles con dos grúas nuevas\",\"autor\":\"Rosa "
     "Vega\",\"fecha\":\"14 de mayo de 2025, 09:30\"}",
     "{\"título\":\"El puerto amplía sus muelles con dos grúas nuevas\",\"autor\":\"Rosa "
     "Vega\",\"fecha\":\"14 de mayo de 2025, 09:30\"}",
     1},
    {"news-es.html", "Article headline, subtitle and author",
     "{\"headline\":\"string\",\"subtitle\":\"string\",\"author\":\"string\"}",
     "{\"headline\":\"El puerto amplía sus muelles con dos grúas nuevas\",\"subtitle\":\"Las obras "
     "terminarán en otoño y permitirán recibir barcos de mayor calado\",\"author\":\"Rosa Vega\"}",
     "{\"headline\":\"El puerto amplía sus muelles con dos grúas nuevas\",\"subtitle\":\"Las obras "
     "terminarán en otoño y permitirán recibir barcos de mayor calado\",\"author\":\"Rosa Vega\"}",
     1},
    {"comments-ja.html", "コメントの投稿者、日時、本文", NULL,
     "{\"コメント_投稿者\":\"ゆき\",\"日時\":\"2025年5月3日 "
     "10:21\",\"本文\":\"とても分かりやすい記事でした。週末に試してみます。\"}",
     "{\"コメント_投稿者\":\"Ken\",\"日時\":\"2025年5月6日 "
     "22:30\",\"本文\":\"続きを楽しみにしています。次回は道具についてもお願いします。\"}",
     4},
    {"comments-ja.html", "List the comments: author, date and text",
     "{\"author\":\"string\",\"date\":\"string\",\"text\":\"string\"}",
     "{\"author\":\"ゆき\",\"date\":\"2025年5月3日 "
     "10:21\",\"text\":\"とても分かりやすい記事でした。週末に試してみます。\"}",
     "{\"author\":\"Ken\",\"date\":\"2025年5月6日 "
     "22:30\",\"text\":\"続きを楽しみにしています。次回は道具についてもお願いします。\"}",
     4},
    {"grid-en.html", "Products: name, price and link", NULL,
     "{\"name\":\"Maple "
     "bowl\",\"price\":\"$24.00\",\"link\":\"http://shop.test/list/item.asp?id=0\"}",
     "{\"name\":\"Pine "
     "box\",\"price\":\"$22.40\",\"link\":\"http://shop.test/list/item.asp?id=5\"}",
     6},
    {"stock-en.html", "name, price, availability", NULL,
     "{\"name\":\"Rope ladder\",\"price\":\"$42.00\",\"availability\":\"Available now\"}",
     "{\"name\":\"Folding saw\",\"price\":\"$19.75\",\"availability\":\"Available now\"}", 6},
    {"stock-one-en.html", "name, price and stock", NULL,
     "{\"name\":\"Canvas tent\",\"price\":\"$310.00\",\"stock\":\"In stock\"}",
     "{\"name\":\"Canvas tent\",\"price\":\"$310.00\",\"stock\":\"In stock\"}", 1},
    {"product-no.html", "Produktets navn, pris, varenummer og merke",
     "{\"navn\":\"string\",\"pris\":\"number\",\"varenummer\":\"string\",\"merke\":\"string\"}",
     "{\"navn\":\"Ulltøfler "
     "Rondane\",\"pris\":449,\"varenummer\":\"UT-2207\",\"merke\":\"Fjellbua\"}",
     "{\"navn\":\"Ulltøfler "
     "Rondane\",\"pris\":449,\"varenummer\":\"UT-2207\",\"merke\":\"Fjellbua\"}",
     1},
    {"product-no.html", "Product name, price, original price and weight", NULL,
     "{\"product_name\":\"Ulltøfler Rondane\",\"price\":\"kr 449,00\",\"original_price\":\"kr "
     "549,00\",\"weight\":\"320 g\"}",
     "{\"product_name\":\"Ulltøfler Rondane\",\"price\":\"kr 449,00\",\"original_price\":\"kr "
     "549,00\",\"weight\":\"320 g\"}",
     1},
    {"tenders-pt.html", "Licitações: número, objeto, abertura e valor", NULL,
     "{\"número\":\"Pregão 12/2025\",\"objeto\":\"Compra de merenda "
     "escolar\",\"abertura\":\"10/04/2025\",\"valor\":\"R$ 182.400,00\"}",
     "{\"número\":\"Dispensa 41/2025\",\"objeto\":\"Poda de "
     "árvores\",\"abertura\":\"18/03/2025\",\"valor\":\"R$ 17.350,00\"}",
     4},
    {"teasers-sv.html", "Artiklar med rubrik, datum och länk", NULL,
     "{\"rubrik\":\"Bageriet växer igen\",\"datum\":\"12 maj "
     "2025\",\"länk\":\"http://shop.test/artikel/0\"}",
     "{\"rubrik\":\"Ny bro över ån\",\"datum\":\"9 maj "
     "2025\",\"länk\":\"http://shop.test/artikel/3\"}",
     4},
    {"docs-fr.html", "Liste les titres des sections du guide", "{\"section\":\"string\"}",
     "{\"section\":\"Prérequis\"}", "{\"section\":\"Dépannage\"}", 4},
    {"events-nl.html", "Evenementen: titel, datum, locatie en adres", NULL,
     "{\"titel\":\"Orgelconcert\",\"datum\":\"2025-05-17\",\"locatie\":\"Grote "
     "Kerk\",\"adres\":\"Kerkplein 1, Deventer\"}",
     "{\"titel\":\"Repaircafé\",\"datum\":\"2025-05-24\",\"locatie\":\"Buurthuis "
     "Noord\",\"adres\":\"Dreef 40, Deventer\"}",
     4},
    {"events-nl.html", "Upcoming events with title, date, venue and address",
     "{\"title\":\"string\",\"date\":\"string\",\"venue\":\"string\",\"address\":\"string\"}",
     "{\"title\":\"Orgelconcert\",\"date\":\"2025-05-17\",\"venue\":\"Grote "
     "Kerk\",\"address\":\"Kerkplein 1, Deventer\"}",
     "{\"title\":\"Repaircafé\",\"date\":\"2025-05-24\",\"venue\":\"Buurthuis "
     "Noord\",\"address\":\"Dreef 40, Deventer\"}",
     4},
    {"results-en.html", "Search results: title, link and snippet",
     "{\"title\":\"string\",\"link\":\"string\",\"snippet\":\"string\"}",
     "{\"title\":\"How to store tulip "
     "bulbs\",\"link\":\"https://garden.test/tulips/store\",\"snippet\":\"Lift the bulbs when the "
     "leaves have turned yellow and keep them dry until autumn comes.\"}",
     "{\"title\":\"Bulb catalogue\",\"link\":\"https://nursery.test/list\",\"snippet\":\"Four "
     "hundred kinds of bulbs from our own fields, sent from September onwards.\"}",
     4},
    {"recipe-lines-en.html", "Recipe name and ingredients",
     "{\"name\":\"string\",\"ingredients\":\"array\"}",
     "{\"name\":\"Leek soup\",\"ingredients\":[\"3 large leeks\",\"1 tablespoon butter\",\"2 "
     "potatoes, peeled and diced\",\"1 litre vegetable stock\",\"1/2 cup cream\",\"salt and "
     "pepper\"]}",
     "{\"name\":\"Leek soup\",\"ingredients\":[\"3 large leeks\",\"1 tablespoon butter\",\"2 "
     "potatoes, peeled and diced\",\"1 litre vegetable stock\",\"1/2 cup cream\",\"salt and "
     "pepper\"]}",
     1},
    {"questions-it.html", "Domande: titolo, voti, risposte, autore e data",
     "{\"titolo\":\"string\",\"voti\":\"integer\",\"risposte\":\"integer\",\"autore\":\"string\","
     "\"data\":\"string\"}",
     "{\"titolo\":\"Come affilare uno "
     "scalpello?\",\"voti\":12,\"risposte\":3,\"autore\":\"marta\",\"data\":\"14 mag 2025\"}",
     "{\"titolo\":\"Vernice ad acqua su vecchia "
     "pittura\",\"voti\":0,\"risposte\":0,\"autore\":\"nuovo22\",\"data\":\"11 mag 2025\"}",
     4},
    {"woo-es.html", "List the products with name, current price and link",
     "{\"name\":\"string\",\"current_price\":\"number\",\"link\":\"string\"}",
     "{\"name\":\"Aceite de la "
     "sierra\",\"current_price\":14.9,\"link\":\"https://tienda.test/producto/aceite-de-la-sierra/"
     "\"}",
     "{\"name\":\"Sal en "
     "escamas\",\"current_price\":2.6,\"link\":\"https://tienda.test/producto/sal-en-escamas/\"}",
     7},
};

struct next_case {
	const char *page, *next, *description, *schema;
	const char *first, *last; /* records of the next page */
	size_t n;
};

static const struct next_case nexts[] = {
    {"recipe-lines-en.html", "recipe-lines-en-2.html", "Recipe name and ingredients",
     "{\"name\":\"string\",\"ingredients\":\"array\"}",
     "{\"name\":\"Onion tart\",\"ingredients\":[\"200 g flour\",\"100 g butter, cold\",\"4 "
     "onions\",\"salt\",\"1 egg, beaten\"]}",
     "{\"name\":\"Onion tart\",\"ingredients\":[\"200 g flour\",\"100 g butter, cold\",\"4 "
     "onions\",\"salt\",\"1 egg, beaten\"]}",
     1},
    {"woo-es.html", "woo-es-2.html", "Lista los productos con nombre, precio y enlace",
     "{\"nombre\":\"string\",\"precio\":\"number\",\"enlace\":\"string\"}",
     "{\"nombre\":\"Cesta de "
     "picnic\",\"precio\":39,\"enlace\":\"https://tienda.test/producto/cesta-de-picnic/\"}",
     "{\"nombre\":\"Jarra de "
     "barro\",\"precio\":18.75,\"enlace\":\"https://tienda.test/producto/jarra-de-barro/\"}",
     4},
    {"woo-es-2.html", "woo-es.html", "Lista los productos con nombre, precio y enlace",
     "{\"nombre\":\"string\",\"precio\":\"number\",\"enlace\":\"string\"}",
     "{\"nombre\":\"Aceite de la "
     "sierra\",\"precio\":14.9,\"enlace\":\"https://tienda.test/producto/aceite-de-la-sierra/\"}",
     "{\"nombre\":\"Sal en "
     "escamas\",\"precio\":2.6,\"enlace\":\"https://tienda.test/producto/sal-en-escamas/\"}",
     7},
    {"woo-es.html", "woo-es-2.html", "Products: name, price and original price", NULL,
     "{\"name\":\"Cesta de picnic\",\"price\":\"39,00 €\",\"original_price\":\"45,00 €\"}",
     "{\"name\":\"Jarra de barro\",\"price\":\"18,75 €\",\"original_price\":null}", 4},
};

static struct document *document_of(struct work *w, const char *page)
{
	char path[200];
	size_t n;
	char *html;
	struct document *d;

	snprintf(path, sizeof path, "sites/%s", page);
	html = page_file(path, &n);
	d = html_parse(w, html, n, TEST_URL);
	free(html);
	return d;
}

static const char *record_text(struct work *w, struct items *items, size_t row)
{
	struct text out = text_new(w->arena, 100000);

	items_print_row(&out, items, row);
	return out.data;
}

static struct schema *schema_of(struct work *w, const char *schema)
{
	return schema ? schema_parse(w, json_parse(w, schema, strlen(schema))) : NULL;
}

static void test_case(const struct site_case *c)
{
	struct work w;
	struct generate_input in = {.description = c->description};
	struct proposal *p;
	struct items *items;

	work_begin(&w);
	printf("# %s: %s\n", c->page, c->description);
	in.document = document_of(&w, c->page);
	in.schema = schema_of(&w, c->schema);
	p = strategy_generate(&w, &in);
	if (ok(p && p->items->n, "something is found")) {
		items = in.schema ? schema_apply(&w, in.schema, p->items) : p->items;
		is_int((int64_t)items->n, (int64_t)c->n, "records");
		is_text(record_text(&w, items, 0), c->first, "the first record");
		is_text(record_text(&w, items, items->n - 1), c->last, "the last one");
	}
	work_end(&w);
}

static void test_next(const struct next_case *c)
{
	struct work w;
	struct generate_input in = {.description = c->description};
	struct proposal *p;
	struct items *items;

	work_begin(&w);
	printf("# made on %s, run on %s\n", c->page, c->next);
	in.document = document_of(&w, c->page);
	in.schema = schema_of(&w, c->schema);
	p = strategy_generate(&w, &in);
	items = p ? rules_run(&w, rules_parse(&w, p->strategy), document_of(&w, c->next)) : NULL;
	if (ok(items && items->n, "something is found")) {
		items = in.schema ? schema_apply(&w, in.schema, items) : items;
		is_int((int64_t)items->n, (int64_t)c->n, "records");
		is_text(record_text(&w, items, 0), c->first, "the first record");
		is_text(record_text(&w, items, items->n - 1), c->last, "the last one");
	}
	work_end(&w);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		test_case(&cases[i]);
	for (size_t i = 0; i < sizeof nexts / sizeof nexts[0]; i++)
		test_next(&nexts[i]);
	return done();
}
