// Writes the test's sheet with libxlsxwriter, as make.py asks: xlsxwriter FILE [inline]
#include <string.h>
#include <xlsxwriter.h>

static lxw_format *format(lxw_workbook *book, const char *code) {
    lxw_format *made = workbook_add_format(book);
    format_set_num_format(made, code);
    return made;
}

int main(int count, char **arguments) {
    // Rows written away at once have their texts in the cells, not shared.
    lxw_workbook_options options = {.constant_memory = count > 2};
    lxw_workbook *book = workbook_new_opt(arguments[1], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "征集表");
    lxw_worksheet *notes = workbook_add_worksheet(book, "说明");
    lxw_worksheet *other = workbook_add_worksheet(book, "表 2");
    lxw_format *day = format(book, "yyyy-mm-dd"), *month = format(book, "yyyy\"年\"m\"月\"");
    lxw_format *moment = format(book, "yyyy/m/d h:mm"), *percent = format(book, "0%");
    lxw_format *wan = format(book, "0.00\"万元\""), *bold = workbook_add_format(book);
    format_set_bold(bold);

    if (count > 2)
        worksheet_write_string(sheet, 0, 0, "2021年技术需求征集表", NULL);
    else
        worksheet_merge_range(sheet, 0, 0, 0, 9, "2021年技术需求征集表", bold);
    const char *heads[] = {"序号", "企业名称", "需求名称", "拟投入（万元）", "截止日期", "完成年月",
                           "登记时间", "是否公开", "完成率", "预算"};
    for (int column = 0; column < 10; column++) worksheet_write_string(sheet, 2, column, heads[column], bold);

    worksheet_write_number(sheet, 3, 0, 1, NULL);
    worksheet_write_string(sheet, 3, 1, "常州精测电子有限公司", NULL);
    worksheet_write_string(sheet, 3, 2, "电路板缺陷识别\n（漏检率≤0.2%）", NULL);
    worksheet_write_number(sheet, 3, 3, 12.3, NULL);
    worksheet_write_number(sheet, 3, 4, 44322, day);
    worksheet_write_number(sheet, 3, 5, 44317, month);
    worksheet_write_number(sheet, 3, 6, 44322.604166666664, moment);
    worksheet_write_boolean(sheet, 3, 7, 1, NULL);
    worksheet_write_number(sheet, 3, 8, 0.55, percent);
    worksheet_write_number(sheet, 3, 9, 12.5, wan);

    lxw_row_col_options hidden = {.hidden = 1};
    worksheet_set_row_opt(sheet, 4, LXW_DEF_ROW_HEIGHT, NULL, &hidden);
    worksheet_write_number(sheet, 4, 0, 2, NULL);
    lxw_rich_string_tuple one = {.format = bold, .string = "常州"}, two = {.format = NULL, .string = "<光伏> & \"材料\""};
    lxw_rich_string_tuple *runs[] = {&one, &two, NULL};
    if (count > 2)
        worksheet_write_string(sheet, 4, 1, "常州<光伏> & \"材料\"", NULL);
    else
        worksheet_write_rich_string(sheet, 4, 1, runs, NULL);
    worksheet_write_string(sheet, 4, 2, " 前后有空格 ", NULL);
    worksheet_write_string(sheet, 4, 3, "１２．５万元", NULL);
    worksheet_write_string(sheet, 4, 4, "2021年5月", NULL);

    worksheet_write_string(sheet, 6, 0, "合计", NULL);
    worksheet_write_formula_num(sheet, 6, 3, "=SUM(D4:D5)", NULL, 12.3);
    worksheet_write_formula_str(sheet, 6, 4, "=A7&\"1\"", NULL, "合计1");

    worksheet_write_string(sheet, 8, 0, "注：带*的必填", NULL);

    worksheet_write_string(notes, 0, 0, "隐藏的说明", NULL);
    worksheet_hide(notes);
    worksheet_write_string(other, 1, 1, "第二张", NULL);
    return workbook_close(book);
}
