#!/usr/bin/env python3
"""Writes the workbooks of these tests, with the programs that people and other systems write them with.

Needs: openpyxl and msoffcrypto-tool from PyPI, a C compiler with libxlsxwriter, and LibreOffice (soffice). The workbooks
are kept beside it, so that the tests need none of them.
"""
import datetime
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

import msoffcrypto
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

here = pathlib.Path(__file__).parent
HEADS = ["序号", "企业名称", "需求名称", "拟投入（万元）", "截止日期", "完成年月", "登记时间", "是否公开", "完成率", "预算"]


def with_openpyxl(path, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = "征集表"
    sheet["A1"] = "2021年技术需求征集表"
    sheet.merge_cells("A1:J1")
    for column, head in enumerate(HEADS, 1):
        sheet.cell(3, column, head).font = Font(bold=True)
    row = [1, "常州精测电子有限公司", "电路板缺陷识别\n（漏检率≤0.2%）", 12.3, datetime.date(2021, 5, 6),
           datetime.date(2021, 5, 1), datetime.datetime(2021, 5, 6, 14, 30), True, 0.55, 12.5]
    formats = {5: "yyyy-mm-dd", 6: 'yyyy"年"m"月"', 7: "yyyy/m/d h:mm", 9: "0%", 10: '0.00"万元"'}
    for column, value in enumerate(row, 1):
        cell = sheet.cell(4, column, value)
        cell.number_format = formats.get(column, "General")
    sheet["A5"] = 2
    sheet["B5"] = CellRichText(TextBlock(InlineFont(b=True), "常州"), '<光伏> & "材料"')
    sheet["C5"] = " 前后有空格 "
    sheet["D5"] = "１２．５万元"
    sheet["E5"] = "2021年5月"
    sheet.row_dimensions[5].hidden = True
    sheet["A7"] = "合计"
    sheet["D7"] = "=SUM(D4:D5)"
    sheet["E7"] = '=A7&"1"'
    sheet["A9"] = "注：带*的必填"
    notes = book.create_sheet("说明")
    notes["A1"] = "隐藏的说明"
    notes.sheet_state = "hidden"
    book.create_sheet("表 2")["B2"] = "第二张"
    book.save(path)


def with_xlsxwriter(folder):
    program = folder / "xlsxwriter"
    subprocess.run(["cc", "-o", program, here / "xlsxwriter.c", "-lxlsxwriter", "-lz"], check=True)
    subprocess.run([program, here / "libxlsxwriter.xlsx"], check=True)
    subprocess.run([program, here / "libxlsxwriter-inline.xlsx", "inline"], check=True)


def with_libreoffice(folder, source, ending, target, options=""):
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
                    ending + options, "--outdir", folder, source], check=True, capture_output=True)
    shutil.move(folder / (pathlib.Path(source).stem + "." + ending), here / target)


def by_hand(target, parts, streamed=False):
    """`streamed` as programs write that don't know the sizes beforehand: they follow the data."""
    with open(here / target, "wb") as file:
        if streamed:
            class Pipe:
                def write(self, data): return file.write(data)
                def flush(self): file.flush()
            out = Pipe()
        else:
            out = file
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                info = zipfile.ZipInfo(name, (2021, 5, 6, 0, 0, 0))
                info.compress_type = zipfile.ZIP_STORED if name.startswith("docProps") else zipfile.ZIP_DEFLATED
                archive.writestr(info, text)


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

# As WPS writes it: references from the root, its own names, cells without a type, formats by number.
WPS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
    "docProps/custom.xml": f'{HEAD}<Properties><property name="KSOProductBuildVer"><v>2052-11.1.0.10495</v></property></Properties>',
    "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><fileVersion appName="xl" lastEdited="3"/><workbookPr/><sheets><sheet name="征集表" sheetId="1" r:id="rId1"/><sheet name="说明" sheetId="2" state="veryHidden" r:id="rId2"/><sheet name="图表" sheetId="4" r:id="rId4"/><sheet name="表 2" sheetId="3" r:id="rId3"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="../xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{OFFICE}/worksheet" Target="worksheets/Sheet3.xml"/><Relationship Id="rId4" Type="{OFFICE}/chartsheet" Target="chartsheets/sheet1.xml"/><Relationship Id="rId5" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId6" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="176" formatCode="0.00&quot;万元&quot;"/><numFmt numFmtId="177" formatCode="yyyy/m/d\\ h:mm;@"/></numFmts><cellStyleXfs count="1"><xf numFmtId="177"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="57"/><xf numFmtId="177"/><xf numFmtId="9"/><xf numFmtId="176"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}" count="20" uniqueCount="18">'
    + "".join(f"<si><t>{text}</t></si>" for text in ["2021年技术需求征集表", *HEADS])
    + '<si><t>常州精测电子有限公司</t><phoneticPr fontId="1" type="noConversion"/></si>'
    + '<si><t>电路板缺陷识别_x000D_\n（漏检率≤0.2%）</t></si>'
    + '<si><r><rPr><b/></rPr><t>常州</t></r><r><t xml:space="preserve">&lt;光伏&gt; &amp; &quot;材料&#34;</t></r><rPh sb="0" eb="1"><t>ジョウシュウ</t></rPh></si>'
    + '<si><t xml:space="preserve"> 前后有空格 </t></si><si><t>１２．５万元</t></si><si><t>2021年5月</t></si><si><t>合计</t></si><si><t><![CDATA[注：带*的必填]]></t></si><si/></sst>',
    "xl/worksheets/sheet1.xml": f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1"/><cols><col min="11" max="12" width="9" hidden="1"/></cols><sheetData>'
    '<row r="1" spans="1:10"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/></row><row r="2" ht="14.25"/>'
    '<row>' + "".join(f'<c t="s"><v>{n}</v></c>' for n in range(1, 11)) + '</row>'
    '<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="s"><v>11</v></c><c r="C4" t="s"><v>12</v></c><c r="D4"><v>12.300000000000001</v></c><c r="E4" s="1"><v>44322</v></c><c r="F4" s="2"><v>44317</v></c><c r="G4" s="3"><v>44322.6041666667</v></c><c r="H4" t="b"><v>1</v></c><c r="I4" s="4"><v>0.55000000000000004</v></c><c r="J4" s="5"><v>1.25E1</v></c><c r="K4" t="s"><v>19</v></c></row>'
    '<row r="5" hidden="1"><c r="A5" t="n"><v>2</v></c><c r="B5" t="s"><v>13</v></c><c r="C5" t="s"><v>14</v></c><c r="D5" t="s"><v>15</v></c><c r="E5" t="s"><v>16</v></c></row>'
    '<row r="7"><c r="A7" t="s"><v>17</v></c><c r="D7"><f>SUM(D4:D5)</f><v>12.3</v></c><c r="E7" t="str"><f>A7&amp;"1"</f><v>合计1</v></c></row>'
    '<row r="9"><c r="A9" t="s"><v>18</v></c><c r="B9" t="str"><f>""</f><v></v></c></row>'
    '<row r="1048576" ht="14.25"><c r="A1048576" s="1"/></row></sheetData><mergeCells count="1"><mergeCell ref="A1:J1"/></mergeCells></worksheet>',
    "xl/worksheets/sheet2.xml": f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>隐藏的说明</t></is></c></row></sheetData></worksheet>',
    "xl/worksheets/sheet3.xml": f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:r><x:t>第二</x:t></x:r><x:r><x:t>张</x:t></x:r></x:is></x:c></x:row></x:sheetData></x:worksheet>',
}

# The strict form of the standard: other names, dates as text.
STRICT = {name.replace("sheet3", "Sheet3"): text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
          .replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
          .replace('<c r="E4" s="1"><v>44322</v>', '<c r="E4" s="1" t="d"><v>2021-05-06</v>')
          .replace('<c r="G4" s="3"><v>44322.6041666667</v>', '<c r="G4" s="3" t="d"><v>2021-05-06T14:30:00Z</v>')
          for name, text in WPS.items()}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with_openpyxl(here / "openpyxl.xlsx")
        with_openpyxl(here / "openpyxl-1904.xlsx", CALENDAR_MAC_1904)
        with_xlsxwriter(folder)
        by_hand("wps.xlsx", WPS)
        by_hand("streamed.xlsx", WPS, streamed=True)
        by_hand("strict.xlsx", STRICT)
        with_libreoffice(folder, here / "openpyxl.xlsx", "xlsx", "libreoffice.xlsx")
        with_libreoffice(folder, here / "libxlsxwriter.xlsx", "ods", "libreoffice.ods")
        with_libreoffice(folder, here / "libxlsxwriter.xlsx", "xls", "libreoffice.xls")
        with_libreoffice(folder, here / "libxlsxwriter.xlsx", "csv", "libreoffice.csv", ":Text - txt - csv (StarCalc):44,34,76")
        plain = OOXMLFile(open(here / "wps.xlsx", "rb"))
        with open(here / "password.xlsx", "wb") as file:
            plain.encrypt("123456", file)
