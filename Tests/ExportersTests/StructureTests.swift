import Billing
internal import Foundation
internal import TestLab
internal import Testing

@testable internal import Exporters

@Suite("The workbook's structure")
struct StructureTests {
  /// The listing that was looked at; JOBRUNNER_GOLDEN=write makes it anew.
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden/workbook.txt")

  @Test(
    "sheets, headers, widths, formats, filters, frozen panes, print set-up and charts are these")
  func structure() throws {
    let lab = try ExportLab()
    let found = try PythonScript.run(Self.script, arguments: [try lab.export().folder])
    if ProcessInfo.processInfo.environment["JOBRUNNER_GOLDEN"] == "write" {
      try FileManager.default.createDirectory(
        at: Self.golden.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(found.utf8).write(to: Self.golden)
    }
    let expected = try String(contentsOf: Self.golden, encoding: .utf8)
    let lines = (found.split(separator: "\n"), expected.split(separator: "\n"))
    for (found, expected) in zip(lines.0, lines.1) { #expect(found == expected) }
    #expect(lines.0.count == lines.1.count)
  }

  private static let script = """
    import openpyxl, re, sys, zipfile
    path = sys.argv[1] + "/billing-2025-01.xlsx"
    book = openpyxl.load_workbook(path)
    print("properties:", book.properties.title, "|", book.properties.subject, "|", book.properties.creator)
    for sheet in book:
      setup = sheet.page_setup
      rows = list(sheet.iter_rows())
      # The tie-out's checks are counted elsewhere: how many there are is no matter of structure.
      tie_out = [row[0].row for row in rows if row[0].value == "Tie-out"]
      if tie_out: rows = rows[:tie_out[0]]
      print(f"== {sheet.title}: {rows[-1][-1].coordinate}, filter {sheet.auto_filter.ref}, frozen {sheet.freeze_panes}")
      print("   print:", setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight,
        sheet.print_title_rows, sheet.oddFooter.left.text, "|", sheet.oddFooter.right.text)
      widths = sorted((name, round(d.width, 1)) for name, d in sheet.column_dimensions.items())
      print("   widths:", *[f"{name}={width}" for name, width in widths])
      for row in rows:
        shown = [cell for cell in row if cell.value is not None]
        bold = shown and all(cell.font.b for cell in shown)
        if bold: print("  ", row[0].row, "|", *[f"{cell.coordinate} {cell.value}" for cell in shown], sep="  ")
      formats = {}
      for row in rows:
        for cell in row:
          if cell.value is not None and cell.number_format != "General":
            formats.setdefault(cell.number_format, []).append(cell.coordinate)
      for name in sorted(formats): print("   format", name, "at", formats[name][0], "and", len(formats[name]) - 1, "more")
    parts = zipfile.ZipFile(path)
    for name in sorted(n for n in parts.namelist() if "/charts/" in n):
      text = parts.read(name).decode()
      print(name, re.findall(r"<c:(\\w+Chart)>", text), re.findall(r"<c:f>([^<]*)</c:f>", text),
        "points", text.count("<c:pt "))
    """
}
