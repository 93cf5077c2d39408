# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a file or a row, in sentences that say what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

FILE: dict[str, Callable[[], str]] = {
    "file.empty": lambda: _("The file holds no rows. Choose the file that has the people in it."),
    "file.bytes": lambda: _("The file is larger than %(limit)s MB. Send it in parts, each with the header."),
    "file.kind": lambda: _("This is a %(kind)s file and no table. Save the table as CSV or XLSX and send that."),
    "file.columns": lambda: _("The file has more than %(limit)s columns. Keep the columns that the import knows."),
    "file.rows": lambda: _("The file has more than %(limit)s rows. Send it in parts, each with the header."),
    "file.line": lambda: _(
        "Line %(line)s is longer than %(limit)s characters. A quotation mark may be missing there; look at the line."
    ),
    "file.nul": lambda: _("Line %(line)s holds a zero byte: this is no text file. Save the table as CSV again."),
    "file.quotes": lambda: _(
        "A quotation mark that begins in line %(line)s does not end. Look at the line, or save the table as CSV again."
    ),
    "file.utf32": lambda: _("The file is in UTF-32. Save it as CSV in UTF-8."),
    "file.broken_utf8": lambda: _(
        "The file is in UTF-8, but in line %(line)s letters are broken. Save the table as CSV in UTF-8 again."
    ),
    "file.not_in": lambda: _(
        "Line %(line)s cannot be read as %(encoding)s. Choose another encoding, or save the table as CSV in UTF-8."
    ),
    "file.no_text": lambda: _("This is no text file. Save the table as CSV in UTF-8, or as XLSX."),
    "file.encoding_in_doubt": lambda: _(
        "The letters of the file can be read in several ways (%(choices)s). Choose the one in which names look right."
    ),
    "file.unknown_encoding": lambda: _("%(encoding)s is no encoding that is read. Take one of: %(known)s."),
    "file.unknown_delimiter": lambda: _("Columns are parted by a comma, a semicolon, a tab or an upright stroke."),
    "file.sheets": lambda: _("Several sheets hold rows (%(sheets)s). Choose one of them."),
    "file.source": lambda: _("The name of the source has more than %(limit)s letters and digits. Shorten it."),
    "upload.virus": lambda: _(
        "A virus scanner found something harmful in this file. It was not kept. Do not open it again, and tell whoever sent it to you."
    ),
    "upload.scanner_away": lambda: _(
        "The file could not be checked for viruses just now, so it was not kept. Send it again in a few minutes."
    ),
    "upload.scanner_limit": lambda: _(
        "The file is larger than the virus scanner looks at, so it was not kept. Send it in parts, or ask whoever runs this service to raise the limit of the scanner."
    ),
    "xlsx.old": lambda: _("This is an old XLS workbook. Open it and save it as XLSX or CSV."),
    "xlsx.ods": lambda: _("This is an ODS workbook. Open it and save it as XLSX or CSV."),
    "xlsx.binary": lambda: _("This is an XLSB workbook. Open it and save it as XLSX or CSV."),
    "xlsx.none": lambda: _("This is an archive and no XLSX workbook. Save the table as XLSX or CSV."),
    "xlsx.password": lambda: _("The workbook is protected by a password. Save it without the password."),
    "xlsx.macros": lambda: _("The workbook holds macros. Save it as XLSX without macros, or as CSV."),
    "xlsx.links": lambda: _(
        "The workbook is linked to other files. Break the links (Data, Edit links), or save the sheet as CSV."
    ),
    "xlsx.bomb": lambda: _(
        "The workbook is small, but would become far too large when it is opened. Save the sheet as CSV and send that."
    ),
    "xlsx.broken": lambda: _("The workbook cannot be opened; it may be cut off. Save it again."),
    "xlsx.cells": lambda: _("The sheet has more than %(limit)s cells. Save it as CSV, or send it in parts."),
    "xlsx.formula": lambda: _(
        "Cell %(cell)s holds a formula. Copy the sheet and paste it as values only, then save it again."
    ),
    "xlsx.hidden_sheet": lambda: _(
        "The sheet “%(sheet)s” is hidden. Show it, and delete it if it is not meant to be sent."
    ),
    "xlsx.hidden_row": lambda: _("Row %(row)s is hidden. Show all rows, and delete those not meant to be sent."),
    "xlsx.hidden_column": lambda: _(
        "Column %(column)s is hidden. Show all columns, and delete those not meant to be sent."
    ),
    "xlsx.merged": lambda: _("The cells %(cells)s are merged. Split them, so that each row says everything itself."),
    "xlsx.no_such_sheet": lambda: _("The workbook has no sheet “%(sheet)s” with rows in it. Choose another one."),
    "columns.twice": lambda: _("Two columns of the file are the same column here: %(columns)s. Choose one of the two."),
    "columns.no_name": lambda: _(
        "No column of the file is a name. Say which one is, or check that the first row holds the headings: %(header)s."
    ),
    "columns.unknown": lambda: _("There is no column %(columns)s. The columns are: %(known)s."),
    "columns.not_there": lambda: _("The mapping names headings that the file does not have: %(columns)s."),
    "columns.changed": lambda: _("The columns are not those of the file any more. Look at them again."),
    "columns.undecided": lambda: _("Choose a column, or say that it is left out"),
    "mapping.name": lambda: _("Give the mapping a name of at most %(limit)s characters."),
    "now.decided": lambda: _("This import is past its columns. Import the file again if they were wrong."),
    "now.another": lambda: _("Another import writes people now. Start this one when that one is done."),
    "now.not_checked": lambda: _("This import is not waiting to be written."),
    "now.not_running": lambda: _("This import is not running."),
    "now.not_stopped": lambda: _("This import is not stopped."),
    "now.working": lambda: _("This import is at work. Stop it first."),
    "run.denied": lambda: _(
        "Whoever started the import may no longer register people. Somebody who may can let it go on."
    ),
    "run.fault": lambda: _(
        "The program met a fault (%(kind)s). Nothing was half written. Let it go on, or tell support."
    ),
}

ROW: dict[str, Callable[[], str]] = {
    "too_many_cells": lambda: _(
        "The row has %(cells)s cells, the header %(columns)s. A sign that parts columns is too many."
    ),
    "too_few_cells": lambda: _(
        "The row has %(cells)s cells, the header %(columns)s. A sign that parts columns is missing."
    ),
    "cell_error": lambda: _("The cell shows an error. Write the value itself."),
    "cell_inexact": lambda: _(
        "The number has more than 15 digits, and spreadsheets change the last ones. Make the column text and type it again."
    ),
    "too_long": lambda: _("This is too long: at most %(limit)s characters are kept."),
    "no_name": lambda: _("There is no name in the row."),
    "sex": lambda: _("“%(value)s” is no sex that is known. Write F, M, X or leave it empty."),
    "birth_date": lambda: _("“%(value)s” is no day of birth. Write it as 1987-05-03 or 03.05.1987."),
    "birth_month_first": lambda: _(
        "“%(value)s” has the month before the day. Write it as 1987-05-03, so that no day is taken for a month."
    ),
    "birth_year": lambda: _("“%(value)s” is no year of birth. Write it as 1987, or ~1987 where it is estimated."),
    "birth_year_differs": lambda: _(
        "The day of birth is %(day)s, and the year of birth %(year)s. Correct one of the two."
    ),
    "birth_too_early": lambda: _("Nobody alive was born in %(value)s. Check the year."),
    "birth_no_such_day": lambda: _("There is no day %(value)s. Check day and month."),
    "birth_ahead": lambda: _("The birth (%(value)s) lies in the future. Check the year."),
    "nationality": lambda: _("“%(value)s” is no country that is known. Write its ISO code, such as AZE."),
    "document_type": lambda: _(
        "“%(value)s” is no kind of paper that is known. Write passport, identity_card or other."
    ),
    "document_number": lambda: _("The number of the paper holds no letter and no digit."),
    "phone": lambda: _(
        "“%(value)s” is no telephone number. Write it with its country code, such as +994 12 000 00 00."
    ),
    "relation": lambda: _(
        "“%(value)s” is no relation that is known. Write principal, spouse, child, parent, sibling, other_relative or other."
    ),
    "relation_alone": lambda: _("There is a relation, and no household that it is in. Fill in household_id."),
    "household_too_large": lambda: _(
        "%(people)s rows have this household, and at most %(limit)s people are one. It may be the number of a place."
    ),
    "external_id_twice": lambda: _("Row %(row)s has the same number and says something else. Correct one of the two."),
    "row_again": lambda: _("The same as row %(row)s."),
    "row_of_same_paper": lambda: _("The same person as in row %(row)s: the paper is the same, name and birth fit."),
    "same_paper": lambda: _("Known by the number of the paper; name and birth fit."),
    "paper_of_another": lambda: _("The paper is on record for somebody else whose name, birth or number does not fit."),
    "paper_twice": lambda: _("Row %(row)s has the same paper, and name, birth or number does not fit."),
    "like_row": lambda: _("Very much like row %(row)s: name and birth."),
    "like_person": lambda: _("Very much like somebody on record: name and birth."),
    "differs": lambda: _("The file says “%(given)s”, on record is “%(kept)s”. The record stays."),
}


def of_file(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Why a file is not taken, in the language of the reader."""
    return FILE[code]() % dict(params or {})


def of_row(fault: Mapping[str, Any]) -> str:
    """What is wrong with a row, or worth knowing of it: a fault as `errors.Fault.as_data` keeps it."""
    return ROW[str(fault["code"])]() % dict(fault.get("params") or {})
