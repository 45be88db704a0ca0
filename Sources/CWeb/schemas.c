// The description of the API and the schemas that it refers to, as bytes of the program. C, because Swift has no #embed.
#include "schemas.h"

#include <string.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

#define BYTES(name) static const unsigned char name[]

BYTES(openapi) = {
#embed "../../Schemas/openapi.json"
};
BYTES(achievement) = {
#embed "../../Schemas/achievement.schema.json"
};
BYTES(activity) = {
#embed "../../Schemas/activity.schema.json"
};
BYTES(common) = {
#embed "../../Schemas/common.schema.json"
};
BYTES(contract) = {
#embed "../../Schemas/contract.schema.json"
};
BYTES(demand) = {
#embed "../../Schemas/demand.schema.json"
};
BYTES(match) = {
#embed "../../Schemas/match.schema.json"
};
BYTES(organization) = {
#embed "../../Schemas/organization.schema.json"
};
BYTES(payment) = {
#embed "../../Schemas/payment.schema.json"
};
BYTES(programme) = {
#embed "../../Schemas/programme.schema.json"
};
BYTES(bureau_sheet) = {
#embed "../../Schemas/bureau_sheet.schema.json"
};
BYTES(task) = {
#embed "../../Schemas/task.schema.json"
};
BYTES(output_bureau) = {
#embed "../../Schemas/output/bureau.schema.json"
};
BYTES(target) = {
#embed "../../Schemas/target.schema.json"
};
BYTES(user) = {
#embed "../../Schemas/user.schema.json"
};
BYTES(visit) = {
#embed "../../Schemas/visit.schema.json"
};
BYTES(output_audit_list) = {
#embed "../../Schemas/output/audit-list.schema.json"
};
BYTES(output_audit_verify) = {
#embed "../../Schemas/output/audit-verify.schema.json"
};
BYTES(output_batch) = {
#embed "../../Schemas/output/batch.schema.json"
};
BYTES(output_codes) = {
#embed "../../Schemas/output/codes.schema.json"
};
BYTES(output_member) = {
#embed "../../Schemas/output/member.schema.json"
};
BYTES(output_programme_figures) = {
#embed "../../Schemas/output/programme-figures.schema.json"
};
BYTES(output_record) = {
#embed "../../Schemas/output/record.schema.json"
};
BYTES(output_report) = {
#embed "../../Schemas/output/report.schema.json"
};
BYTES(output_report_verify) = {
#embed "../../Schemas/output/report-verify.schema.json"
};
BYTES(output_report_difference) = {
#embed "../../Schemas/output/report-difference.schema.json"
};
BYTES(output_cut) = {
#embed "../../Schemas/output/cut.schema.json"
};
BYTES(output_cut_sheet) = {
#embed "../../Schemas/output/cut-sheet.schema.json"
};
BYTES(output_cross_table) = {
#embed "../../Schemas/output/cross-table.schema.json"
};
BYTES(output_funnel) = {
#embed "../../Schemas/output/funnel.schema.json"
};
BYTES(output_market_region) = {
#embed "../../Schemas/output/market-region.schema.json"
};
static const unsigned char output_screens[] = {
#embed "../../Schemas/output/screens.schema.json"
};
BYTES(output_suggestions) = {
#embed "../../Schemas/output/suggestions.schema.json"
};
BYTES(output_token) = {
#embed "../../Schemas/output/token.schema.json"
};
BYTES(output_tally) = {
#embed "../../Schemas/output/tally.schema.json"
};

struct file { const char *name; const unsigned char *bytes; size_t size; };

#define FILE(name, bytes) { name, bytes, sizeof bytes }

static const struct file files[] = {
    FILE("openapi.json", openapi),
    FILE("achievement.schema.json", achievement),
    FILE("activity.schema.json", activity),
    FILE("common.schema.json", common),
    FILE("contract.schema.json", contract),
    FILE("demand.schema.json", demand),
    FILE("match.schema.json", match),
    FILE("organization.schema.json", organization),
    FILE("payment.schema.json", payment),
    FILE("programme.schema.json", programme),
    FILE("bureau_sheet.schema.json", bureau_sheet),
    FILE("task.schema.json", task),
    FILE("output/bureau.schema.json", output_bureau),
    FILE("target.schema.json", target),
    FILE("user.schema.json", user),
    FILE("visit.schema.json", visit),
    FILE("output/audit-list.schema.json", output_audit_list),
    FILE("output/audit-verify.schema.json", output_audit_verify),
    FILE("output/batch.schema.json", output_batch),
    FILE("output/codes.schema.json", output_codes),
    FILE("output/member.schema.json", output_member),
    FILE("output/programme-figures.schema.json", output_programme_figures),
    FILE("output/record.schema.json", output_record),
    FILE("output/report.schema.json", output_report),
    FILE("output/report-verify.schema.json", output_report_verify),
    FILE("output/report-difference.schema.json", output_report_difference),
    FILE("output/cut.schema.json", output_cut),
    FILE("output/cut-sheet.schema.json", output_cut_sheet),
    FILE("output/cross-table.schema.json", output_cross_table),
    FILE("output/funnel.schema.json", output_funnel),
    FILE("output/market-region.schema.json", output_market_region),
    FILE("output/screens.schema.json", output_screens),
    FILE("output/suggestions.schema.json", output_suggestions),
    FILE("output/tally.schema.json", output_tally),
    FILE("output/token.schema.json", output_token),
};

const unsigned char *techmarket_schema(const char *name, size_t *size) {
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        if (strcmp(files[index].name, name) == 0) { *size = files[index].size; return files[index].bytes; }
    }
    return NULL;
}
