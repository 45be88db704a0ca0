"""Writes every kind of file from the demonstration city and holds what other programs read in it against the figures."""
import csv, glob, json, os, shutil, subprocess, sys, tempfile

import docx
import openpyxl

program = os.path.abspath(sys.argv[1])
kept = sys.argv[2] if len(sys.argv) > 2 else None
folder = os.path.abspath(kept) if kept else tempfile.mkdtemp(prefix="techmarket-office-")
os.makedirs(folder, exist_ok=True)
environment = dict(os.environ, TECHMARKET_DB=os.path.join(folder, "city.sqlite"), TECHMARKET_LANG="zh")
passed, failed = 0, 0


def run(*words):
    done = subprocess.run([program, *words], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def check(name, is_true, seen=""):
    global passed, failed
    if is_true:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {name}: {seen}")


def convert(name, kind):
    """The file as LibreOffice writes it; None where it could not open it."""
    out = os.path.join(folder, "libreoffice")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir", out, name],
        cwd=folder, capture_output=True,
    )
    made = os.path.join(out, os.path.splitext(name)[0] + "." + kind.split(":")[0])
    return made if os.path.exists(made) else None


def cells(path, sheet=None):
    book = openpyxl.load_workbook(path)
    page = book[sheet] if sheet else book.worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


run("seed", "load")
tally = json.loads(run("report", "tally", "2021", "--json"))
figures = {one["name"]: one for one in tally["indicators"]}


def is_money(one):
    return one["unit"] == "分"


def value(one):
    """The figure as a sheet shows it: money in 万元."""
    return one["value"] / 1e6 if is_money(one) else one["value"]


def hold_summary(name, rows):
    found = {row[0]: row for row in rows if row and row[0] in figures}
    for title, one in figures.items():
        row = found.get(title)
        check(f"{name}: {title}", row and abs(float(row[1]) - value(one)) < 1e-9, row)


run("report", "tally", "2021", "--output", "指标.xlsx")
hold_summary("openpyxl", cells(os.path.join(folder, "指标.xlsx")))
again = convert("指标.xlsx", "xlsx")
check("LibreOffice opens the workbook", again)
if again:
    hold_summary("LibreOffice", cells(again))
    book = openpyxl.load_workbook(again)
    check("a sheet for each figure", set(figures) <= set(book.sheetnames), book.sheetnames)
    for title in figures:
        evidence = json.loads(run("report", "tally", "2021", "--evidence", figures[title]["code"], "--json"))
        rows = evidence["indicators"][0]["evidence"]
        page = [row for row in cells(again, title) if row and row[2] and str(row[0])[:2] == "20"]
        check(f"all rows of {title}", len(page) == len(rows), (len(page), len(rows)))
        if is_money(figures[title]):
            total = sum(row[6] for row in page)
            check(f"the sum of {title}", abs(total * 100 - figures[title]["value"]) < 0.5, total)
    check("charts", len(book["图表"]._charts) == 2, len(book["图表"]._charts))

run("report", "tally", "2021", "--output", "指标.docx", "--rows")
paper = docx.Document(os.path.join(folder, "指标.docx"))
check("the paper lies across", paper.sections[0].page_width > paper.sections[0].page_height)
rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
hold_summary("python-docx", [[row[0], row[1].replace(",", "")] for row in rows if row[0] in figures])
check("LibreOffice opens the paper", convert("指标.docx", "pdf"))

run("report", "region", "420200")
for words in (["cut", "成交额", "industry", "2021", "--years"], ["sheet", "month", "2021"],
              ["cross", "签约数", "industry", "month", "2021"], ["funnel", "2021"]):
    for kind in ("xlsx", "docx"):
        name = f"{words[0]}.{kind}"
        run("report", *words, "--output", name)
        check(f"LibreOffice opens {name}", convert(name, "pdf"))
issued = json.loads(run("report", "issue", "2021", "--json"))["code"]
for kind in ("xlsx", "docx"):
    run("report", "show", issued, "--output", f"show.{kind}")
    run("report", "diff", issued, "--output", f"diff.{kind}")
    for name in (f"show.{kind}", f"diff.{kind}"):
        check(f"LibreOffice opens {name}", convert(name, "pdf"))
hold_summary("the issued report", cells(os.path.join(folder, "show.xlsx")))

for kind in ("demand", "achievement", "organization", "contract"):
    run("export", "--type", kind, "--output", f"list-{kind}.xlsx")
    # What LibreOffice has opened and saved is still the same list.
    saved = convert(f"list-{kind}.xlsx", "xlsx")
    check(f"LibreOffice opens the list of {kind}", saved)
    for path in [os.path.join(folder, f"list-{kind}.xlsx")] + ([saved] if saved else []):
        found = json.loads(run("import", path, "--template", kind, "--dry-run", "--json"))
        check(f"{path} changes nothing", found["counts"].get("same") == found["rows"] > 0, found["counts"])

for kind in ("demand", "achievement", "organization", "attendance", "contract"):
    run("template", kind, f"blank-{kind}.xlsx")
    book = openpyxl.load_workbook(os.path.join(folder, f"blank-{kind}.xlsx"))
    rules = book.worksheets[0].data_validations.dataValidation
    check(f"the blank sheet of {kind} has checks", len(rules) >= 5, len(rules))
    check(f"LibreOffice opens the blank sheet of {kind}", convert(f"blank-{kind}.xlsx", "xlsx"))

run("report", "tally", "2021", "--output", "指标.csv")
with open(os.path.join(folder, "指标.csv"), encoding="utf-8-sig", newline="") as file:
    table = {row["指标"]: row for row in csv.DictReader(file)}
for title, one in figures.items():
    expected = one["value"] / 100 if is_money(one) else one["value"]
    check(f"CSV: {title}", float(table[title]["数值"]) == expected, table[title])

if kept:
    for pdf in glob.glob(os.path.join(folder, "libreoffice", "*.pdf")):
        subprocess.run(["pdftoppm", "-r", "60", "-png", "-l", "3", pdf, pdf[:-4]])
else:
    shutil.rmtree(folder)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
