/* The strict check against JSONTestSuite (318 files; the first letter of the name says what is
 * right), and that json-c agrees with what it lets through. */
#include "util/json.h"

#include "tap.h"

#include <dirent.h>

#define ACCEPTED_MUST 95
#define REFUSED_MUST  188

/* Valid JSON that is refused on purpose. */
static const struct {
	const char *file, *why;
} strict[] = {
    {"y_object_duplicated_key.json", "readers disagree about which one counts"},
    {"y_object_duplicated_key_and_value.json", "the same"},
    {"y_object_escaped_null_in_key.json", "our strings end in NUL"},
    {"y_string_null_escape.json", "our strings end in NUL"},
};

/* What the suite leaves open. NULL: accepted. */
static const struct {
	const char *file, *complaint;
} open_cases[] = {
    {"i_number_double_huge_neg_exp.json", NULL}, /* becomes zero, the nearest double */
    {"i_number_huge_exp.json", "number out of range"},
    {"i_number_neg_int_huge_exp.json", "number out of range"},
    {"i_number_pos_double_huge_exp.json", "number out of range"},
    {"i_number_real_neg_overflow.json", "number out of range"},
    {"i_number_real_pos_overflow.json", "number out of range"},
    {"i_number_real_underflow.json", NULL},		      /* becomes zero */
    {"i_number_too_big_neg_int.json", "number out of range"}, /* json-c would clamp it */
    {"i_number_too_big_pos_int.json", "number out of range"},
    {"i_number_very_big_negative_int.json", "number out of range"},
    {"i_object_key_lone_2nd_surrogate.json", "half a surrogate pair"}, /* has no UTF-8 form */
    {"i_string_1st_surrogate_but_2nd_missing.json", "half a surrogate pair"},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", "half a surrogate pair"},
    {"i_string_UTF-16LE_with_BOM.json", "unexpected character"}, /* RFC 8259: UTF-8 only */
    {"i_string_UTF-8_invalid_sequence.json", "text that is not UTF-8"},
    {"i_string_UTF8_surrogate_U+D800.json", "text that is not UTF-8"},
    {"i_string_incomplete_surrogate_and_escape_valid.json", "half a surrogate pair"},
    {"i_string_incomplete_surrogate_pair.json", "half a surrogate pair"},
    {"i_string_incomplete_surrogates_escape_valid.json", "half a surrogate pair"},
    {"i_string_invalid_lonely_surrogate.json", "half a surrogate pair"},
    {"i_string_invalid_surrogate.json", "half a surrogate pair"},
    {"i_string_invalid_utf-8.json", "text that is not UTF-8"},
    {"i_string_inverted_surrogates_U+1D11E.json", "half a surrogate pair"},
    {"i_string_iso_latin_1.json", "text that is not UTF-8"},
    {"i_string_lone_second_surrogate.json", "half a surrogate pair"},
    {"i_string_lone_utf8_continuation_byte.json", "text that is not UTF-8"},
    {"i_string_not_in_unicode_range.json", "text that is not UTF-8"},
    {"i_string_overlong_sequence_2_bytes.json", "text that is not UTF-8"},
    {"i_string_overlong_sequence_6_bytes.json", "text that is not UTF-8"},
    {"i_string_overlong_sequence_6_bytes_null.json", "text that is not UTF-8"},
    {"i_string_truncated-utf-8.json", "text that is not UTF-8"},
    {"i_string_utf16BE_no_BOM.json", "unexpected character"},
    {"i_string_utf16LE_no_BOM.json", "unexpected character"},
    {"i_structure_500_nested_arrays.json", "nested too deep"},
    {"i_structure_UTF-8_BOM_empty_object.json", "unexpected character"}, /* RFC 8259, 8.1 */
};

#define N_OPEN (sizeof open_cases / sizeof open_cases[0])

/* json_complaint on bytes that end where their memory ends, for the sanitizers to see. */
static const char *complaint_of(const char *data, size_t n, size_t *offset)
{
	char *exact = malloc(n ? n : 1);
	const char *complaint;

	memcpy(exact, data, n);
	complaint = json_complaint(exact, n, offset);
	free(exact);
	return complaint;
}

static bool json_c_accepts(const char *data, size_t n)
{
	struct work w;
	bool good;

	work_begin(&w);
	good = json_parse(&w, data, n) || strcmp(w.message, "the JSON document is null") == 0;
	work_end(&w);
	return good;
}

static bool is_strict(const char *file)
{
	for (size_t i = 0; i < sizeof strict / sizeof strict[0]; i++)
		if (strcmp(strict[i].file, file) == 0)
			return true;
	return false;
}

static void test_open(const char *file, const char *complaint)
{
	for (size_t i = 0; i < N_OPEN; i++)
		if (strcmp(open_cases[i].file, file) == 0) {
			is_text(complaint, open_cases[i].complaint, file);
			return;
		}
	ok(false, "%s is in the table", file);
}

static void test_suite(DIR *dir, const char *path)
{
	int seen[3] = {0}; /* y, n, i */
	struct dirent *entry;

	while ((entry = readdir(dir)) != NULL) {
		const char *file = entry->d_name, *complaint;
		char name[1024], *data;
		size_t n, offset;

		if (!strchr("yni", file[0]) || file[1] != '_')
			continue;
		(void)snprintf(name, sizeof name, "%s/%s", path, file);
		data = read_file(name, &n);
		complaint = complaint_of(data, n, &offset);
		ok(json_c_accepts(data, n) == !complaint, "json_parse agrees on %s", file);
		free(data);
		seen[strchr("yni", file[0]) - "yni"]++;
		if (file[0] == 'i')
			test_open(file, complaint);
		else
			ok(!complaint == (file[0] == 'y' && !is_strict(file)), "%s: %s", file,
			   complaint ? complaint : "accepted");
	}
	is_int(seen[0], ACCEPTED_MUST, "files that are JSON");
	is_int(seen[1], REFUSED_MUST, "files that are not");
	is_int(seen[2], N_OPEN, "files that may be either");
}

int main(void)
{
	char path[512];
	DIR *dir;

	(void)snprintf(path, sizeof path, "%s/conformance/json", test_data());
	dir = opendir(path);
	if (!dir)
		return skip_all("conformance/json is not here");
	test_suite(dir, path);
	closedir(dir);
	return done();
}
