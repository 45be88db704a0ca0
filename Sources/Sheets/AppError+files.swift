import Domain

/// How files of sheets are refused: what is wrong, where, and what to do about it.
extension AppError {
    /// A sentence about the file as a whole.
    private static func file(
        _ code: String,
        kind: Kind = .invalid,
        _ name: String,
        _ zh: String,
        en: String
    ) -> AppError {
        let quoted = quote(name)
        return AppError(
            kind,
            code,
            field: .file,
            value: quoted,
            Phrase("文件“\(quoted)”\(zh)。", en: "The file “\(quoted)” \(en).")
        )
    }

    static func fileMissing(_ path: String) -> AppError {
        AppError(
            .notFound,
            "file_missing",
            field: .file,
            value: quote(path),
            Phrase("没有文件“\(quote(path))”：请核对路径。", en: "There is no file “\(quote(path))”: check the path.")
        )
    }

    static func fileUnreadable(_ path: String) -> AppError {
        file(
            "file_unreadable",
            kind: .unavailable,
            path,
            "读不了：请检查权限和磁盘",
            en: "can't be read: check the permissions and the disk"
        )
    }

    static func fileIsFolder(_ path: String) -> AppError {
        file(
            "sheet_file_is_folder",
            path,
            "是文件夹，请指定其中的一个表格文件",
            en: "is a folder; name one file in it"
        )
    }

    static func fileIsNoFile(_ path: String) -> AppError {
        file(
            "sheet_file_is_no_file",
            path,
            "不是普通文件（是管道或设备），请先存成文件",
            en: "is a pipe or a device; save it as a file first"
        )
    }

    static func fileEmpty(_ name: String) -> AppError {
        file(
            "sheet_file_empty",
            name,
            "是空的，没有任何内容，请核对是否发错了文件",
            en: "is empty; see whether it is the right one"
        )
    }

    static func fileTooLarge(_ name: String, limit: Int) -> AppError {
        file(
            "sheet_file_too_large",
            name,
            "超过 \(limit >> 20) MB，请拆成几个文件",
            en: "is larger than \(limit >> 20) MB; split it into several files"
        )
    }

    static func fileEncrypted(_ name: String) -> AppError {
        file(
            "sheet_file_encrypted",
            name,
            "有打开密码，读不了内容，请在Excel或WPS里去掉密码后另存",
            en: "is protected by a password; open it in Excel or WPS, remove the password and save it"
        )
    }

    static func fileOldExcel(_ name: String) -> AppError {
        file(
            "sheet_file_old_excel",
            name,
            "是旧格式（.xls或.et），请在Excel或WPS里另存为.xlsx",
            en: "is in the old format (.xls or .et); open it in Excel or WPS and save it as .xlsx"
        )
    }

    static func fileIsMarkup(_ name: String, _ what: Phrase) -> AppError {
        file(
            "sheet_file_markup",
            name,
            "其实是\(what.zh)，不是Excel工作簿，请用Excel或WPS打开后另存为.xlsx",
            en: "is really \(what.en), not a workbook; open it in Excel or WPS and save it as .xlsx"
        )
    }

    static func fileIsOther(_ name: String, _ what: Phrase) -> AppError {
        file(
            "sheet_file_other",
            name,
            "是\(what.zh)，不是表格，请发送.xlsx或.csv文件",
            en: "is \(what.en), not a sheet; send an .xlsx or .csv file"
        )
    }

    static func fileOtherWorkbook(_ name: String, _ what: Phrase) -> AppError {
        file(
            "sheet_file_other_workbook",
            name,
            "是\(what.zh)，请用原来的软件另存为.xlsx",
            en: "is \(what.en); save it as .xlsx in the program that wrote it"
        )
    }

    static func fileTruncated(_ name: String) -> AppError {
        file(
            "sheet_file_truncated",
            name,
            "不完整，后面缺了一截，多半是没有传完，请重新发送",
            en: "is cut off, probably in transfer; send it again"
        )
    }

    /// `detail` says which part; it is for whoever looks after the file, and the same in both languages.
    static func fileDamaged(_ name: String, _ detail: String) -> AppError {
        file(
            "sheet_file_damaged",
            name,
            "已损坏（\(detail)），请用Excel或WPS打开修复后另存，或重新发送",
            en: "is damaged (\(detail)); repair it by opening and saving it in Excel or WPS, or send it again"
        )
    }

    static func fileBomb(_ name: String) -> AppError {
        file(
            "sheet_file_bomb",
            name,
            "解开后大得不正常，可能是恶意文件，已拒绝读取；如果是正常的表格，请清除数据区以外的空白格式后另存",
            en: "unpacks to an abnormal size and may be malicious, so it is not read; "
                + "if it is a real sheet, clear the formats outside of the data and save it again"
        )
    }

    static func fileEntities(_ name: String) -> AppError {
        file(
            "sheet_file_entities",
            name,
            "含有XML文档类型或实体声明，正常的工作簿没有这些，可能是恶意文件，已拒绝读取",
            en: "holds XML document type or entity declarations, which no workbook has; "
                + "it may be malicious and is not read"
        )
    }

    static func fileUnsafe(_ name: String, _ detail: String) -> AppError {
        file(
            "sheet_file_unsafe",
            name,
            "的压缩目录不正常（\(detail)），可能被人改过，已拒绝读取；请用Excel或WPS另存后再发送",
            en:
                "has an abnormal archive directory (\(detail)) and may have been tampered with, so it is not read; "
                + "save it again in Excel or WPS"
        )
    }

    static func noSheets(_ name: String) -> AppError {
        file(
            "sheet_none",
            name,
            "里没有工作表，请核对是否发错了文件",
            en: "has no worksheet; see whether it is the right one"
        )
    }

    static func tooManySheets(_ name: String, limit: Int) -> AppError {
        file(
            "sheet_too_many_sheets",
            name,
            "的工作表超过 \(limit) 个，请拆成几个文件",
            en: "has more than \(limit) sheets; split it into several files"
        )
    }

    static func tooMuchText(_ name: String, limit: Int) -> AppError {
        file(
            "sheet_too_much_text",
            name,
            "的文字超过 \(limit >> 20) MB，请拆成几个文件",
            en: "has more than \(limit >> 20) MB of text; split it into several files"
        )
    }

    static func noSpace(_ name: String) -> AppError {
        file(
            "sheet_no_space",
            kind: .unavailable,
            name,
            "太大，临时文件夹写不下，请联系管理员清理磁盘",
            en: "is too large for the folder of temporary files; ask the operator to make room"
        )
    }
}

/// How sheets are refused for something at a place.
extension AppError {
    private static func sheet(_ code: String, _ place: String, _ zh: String, en: String) -> AppError {
        AppError(
            .invalid,
            code,
            field: .file,
            value: quote(place),
            Phrase("\(quote(place))\(zh)。", en: "\(quote(place)) \(en).")
        )
    }

    static func tooManyRows(_ sheet: String, limit: Int) -> AppError {
        self.sheet(
            "sheet_too_many_rows",
            "工作表“\(sheet)”",
            "的数据超过 \(limit) 行，请拆成几个文件",
            en: "has more than \(limit) rows; split it into several files"
        )
    }

    static func tooManyColumns(_ place: CellPlace, limit: Int) -> AppError {
        sheet(
            "sheet_too_many_columns",
            "\(place)",
            "在第 \(limit) 列之后，表格不能这么宽，请删除多余的列",
            en:
                "is right of column \(limit), wider than a sheet may be; delete the columns that are not needed"
        )
    }

    static func tooManyCells(_ sheet: String, limit: Int) -> AppError {
        self.sheet(
            "sheet_too_many_cells",
            "工作表“\(sheet)”",
            "有内容的单元格超过 \(limit) 个，请拆成几个文件",
            en: "has more than \(limit) cells with content; split it into several files"
        )
    }

    static func textTooLong(_ place: String) -> AppError {
        sheet(
            "sheet_text_too_long",
            place,
            "的文字太长，超过一个单元格能放的 32767 个字，请缩短",
            en: "has more text than the 32,767 characters of a cell; shorten it"
        )
    }

    /// Bytes that are no text in the file's encoding.
    static func badBytes(_ place: Phrase, encoding: String) -> AppError {
        AppError(
            .invalid,
            "sheet_encoding",
            field: .file,
            value: quote(place.zh),
            Phrase(
                "\(place.zh)有不是\(encoding)文字的字节，直接读会变成乱码：请用Excel或WPS打开，检查该处文字，另存为.xlsx再发送。",
                en:
                    "\(place.en) has bytes that are no \(encoding) text and would be read as garbage: open the file in "
                    + "Excel or WPS, check the text there, and save it as .xlsx."
            )
        )
    }

    static func quoteLeftOpen(_ place: CellPlace) -> AppError {
        sheet(
            "sheet_quote_open",
            "\(place)",
            "的引号只有开头没有结尾，后面的行会被吞掉，请补上引号",
            en: "opens a quotation mark that is never closed and would swallow the rows below; close it"
        )
    }
}
