// The files of Seed/ as bytes of the program, so that one file is the whole installation: a market is created,
// and filled with the demonstration city, where no source tree is at hand. C, because Swift has no #embed, and
// a generated literal would be a second copy of files that people review and edit.
#include "seed.h"

#include <string.h>

// #embed is C23; the compiler takes it in earlier modes too and only remarks on it.
#pragma clang diagnostic ignored "-Wc23-extensions"

// The codes come first: a market is created with them before anything refers to them. The city's files are
// numbered in the order in which they load, each referring only to those before it.
#define BYTES(name) static const unsigned char name[]

BYTES(codes_activity_kind) = {
#embed "../../Seed/codes/activity_kind.json"
};
BYTES(codes_contract_type) = {
#embed "../../Seed/codes/contract_type.json"
};
BYTES(codes_cooperation_mode) = {
#embed "../../Seed/codes/cooperation_mode.json"
};
BYTES(codes_end_reason) = {
#embed "../../Seed/codes/end_reason.json"
};
BYTES(codes_field) = {
#embed "../../Seed/codes/field.json"
};
BYTES(codes_follow_up_kind) = {
#embed "../../Seed/codes/follow_up_kind.json"
};
BYTES(codes_hightech_field) = {
#embed "../../Seed/codes/hightech_field.json"
};
BYTES(codes_industry) = {
#embed "../../Seed/codes/industry.json"
};
BYTES(codes_ip_kind) = {
#embed "../../Seed/codes/ip_kind.json"
};
BYTES(codes_readiness) = {
#embed "../../Seed/codes/readiness.json"
};
BYTES(codes_region) = {
#embed "../../Seed/codes/region.json"
};
BYTES(codes_trl) = {
#embed "../../Seed/codes/trl.json"
};
BYTES(codes_visit_kind) = {
#embed "../../Seed/codes/visit_kind.json"
};
BYTES(codes_zone) = {
#embed "../../Seed/codes/zone.json"
};

BYTES(city_users) = {
#embed "../../Seed/city/01-users.jsonl"
};
BYTES(city_organizations) = {
#embed "../../Seed/city/02-organizations.jsonl"
};
BYTES(city_demands) = {
#embed "../../Seed/city/03-demands.jsonl"
};
BYTES(city_achievements) = {
#embed "../../Seed/city/04-achievements.jsonl"
};
BYTES(city_programmes) = {
#embed "../../Seed/city/04-programmes.jsonl"
};
BYTES(city_activities) = {
#embed "../../Seed/city/05-activities.jsonl"
};
BYTES(city_visits) = {
#embed "../../Seed/city/06-visits.jsonl"
};
BYTES(city_matches) = {
#embed "../../Seed/city/07-matches.jsonl"
};
BYTES(city_contracts) = {
#embed "../../Seed/city/08-contracts.jsonl"
};
BYTES(city_payments) = {
#embed "../../Seed/city/09-payments.jsonl"
};
BYTES(city_targets) = {
#embed "../../Seed/city/10-targets.jsonl"
};
BYTES(city_tasks) = {
#embed "../../Seed/city/11-tasks.jsonl"
};
BYTES(sheets_five_focus) = {
#embed "../../Seed/sheets/five_focus.json"
};
BYTES(sheets_led_projects) = {
#embed "../../Seed/sheets/led_projects.json"
};
BYTES(sheets_practical_deeds) = {
#embed "../../Seed/sheets/practical_deeds.json"
};
BYTES(matching_fields) = {
#embed "../../Seed/matching/fields.txt"
};
BYTES(matching_generic) = {
#embed "../../Seed/matching/generic.txt"
};

struct file {
    const char *name;
    const unsigned char *bytes;
    size_t size;
};

#define FILE_OF(path, name) {path, name, sizeof name}

static const struct file files[] = {
    FILE_OF("codes/activity_kind.json", codes_activity_kind),
    FILE_OF("codes/contract_type.json", codes_contract_type),
    FILE_OF("codes/cooperation_mode.json", codes_cooperation_mode),
    FILE_OF("codes/end_reason.json", codes_end_reason),
    FILE_OF("codes/field.json", codes_field),
    FILE_OF("codes/follow_up_kind.json", codes_follow_up_kind),
    FILE_OF("codes/hightech_field.json", codes_hightech_field),
    FILE_OF("codes/industry.json", codes_industry),
    FILE_OF("codes/ip_kind.json", codes_ip_kind),
    FILE_OF("codes/readiness.json", codes_readiness),
    FILE_OF("codes/region.json", codes_region),
    FILE_OF("codes/trl.json", codes_trl),
    FILE_OF("codes/visit_kind.json", codes_visit_kind),
    FILE_OF("codes/zone.json", codes_zone),
    FILE_OF("city/01-users.jsonl", city_users),
    FILE_OF("city/02-organizations.jsonl", city_organizations),
    FILE_OF("city/03-demands.jsonl", city_demands),
    FILE_OF("city/04-achievements.jsonl", city_achievements),
    FILE_OF("city/04-programmes.jsonl", city_programmes),
    FILE_OF("city/05-activities.jsonl", city_activities),
    FILE_OF("city/06-visits.jsonl", city_visits),
    FILE_OF("city/07-matches.jsonl", city_matches),
    FILE_OF("city/08-contracts.jsonl", city_contracts),
    FILE_OF("city/09-payments.jsonl", city_payments),
    FILE_OF("city/10-targets.jsonl", city_targets),
    FILE_OF("city/11-tasks.jsonl", city_tasks),
    FILE_OF("sheets/five_focus.json", sheets_five_focus),
    FILE_OF("sheets/led_projects.json", sheets_led_projects),
    FILE_OF("sheets/practical_deeds.json", sheets_practical_deeds),
    FILE_OF("matching/fields.txt", matching_fields),
    FILE_OF("matching/generic.txt", matching_generic),
};

static const size_t count = sizeof files / sizeof files[0];

const unsigned char *techmarket_seed_file(const char *name, size_t *size) {
    for (size_t index = 0; index < count; index++) {
        if (strcmp(files[index].name, name) == 0) {
            *size = files[index].size;
            return files[index].bytes;
        }
    }
    *size = 0;
    return NULL;
}

const char *techmarket_seed_name(size_t index) {
    return index < count ? files[index].name : NULL;
}
