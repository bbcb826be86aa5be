import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

@testable internal import Exporters

/// Files that are made to exhaust whoever reads them: verify refuses them in a bounded memory.
@Suite("Verifying what is made to exhaust")
struct BoundsTests {
  private let forger: ForgedPackage

  init() throws {
    forger = try ForgedPackage()
  }

  /// Runs verify with 1 GiB of addresses, which the program's own code and libraries take a part of.
  private func verify() throws -> (exitCode: Int32?, output: String) {
    let outcome = try JobrunnerProgram.shell(
      #"ulimit -v 1048576; exec "$JOBRUNNER" verify "$PACKAGE""#,
      environment: ["PACKAGE": forger.folder])
    return (outcome.exitCode, outcome.standardOutput + outcome.standardError)
  }

  private func expectFound(_ problem: String) throws {
    let (exitCode, output) = try verify()
    #expect(exitCode == 65, "\(output.prefix(500))")
    #expect(output.contains(problem), "\(output.prefix(500))")
    #expect(output.utf8.count < 100_000)
  }

  /// Writes what a script prints into a file of the package, and makes manifest and data package say so.
  private func forge(_ name: String, _ script: String) throws {
    _ = try PythonScript.run(
      "import sys\nout = open(sys.argv[1], 'wb')\n" + script,
      arguments: [forger.folder + "/" + name])
    try forger.adopt(name)
  }

  /// Puts another part into the workbook.
  private func forgePart(_ part: String, _ script: String) throws {
    _ = try PythonScript.run(
      """
      import sys, zipfile
      path, part = sys.argv[1:]
      with zipfile.ZipFile(path) as book: parts = {i.filename: book.read(i) for i in book.infolist()}
      with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
          if name != part: book.writestr(name, content)
        with book.open(part, "w") as out:
          out.write(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
      """ + script.split(separator: "\n").map { "\n    \($0)" }.joined(),
      arguments: [forger.folder + "/billing-2025-01.xlsx", part])
    try forger.adopt("billing-2025-01.xlsx")
  }

  @Test("a package as it was written is verified within that memory")
  func sound() throws {
    let (exitCode, output) = try verify()
    #expect(exitCode == 0, "\(output)")
  }

  @Test(
    "a CSV file with an endless line, an endless field or endless fields is refused",
    arguments: [
      ("for _ in range(100): out.write(b'a' * (1 << 20))", "it has more than 67108864 bytes"),
      (
        "out.write(b'\"')\nfor _ in range(100): out.write(b'\\n' * (1 << 20))", "more than 67108864"
      ),
      ("for _ in range(30): out.write(b',' * (1 << 20))", "it has more than 64 fields"),
    ])
  func endlessLine(script: String, problem: String) throws {
    try forge("reconciliation-2025-01.csv", script)
    try expectFound(problem)
  }

  @Test("a manifest of 1 GB, or one nested 100,000 deep, is refused")
  func manifest() throws {
    let script = "import sys\nwith open(sys.argv[1], 'wb') as out: "
    let path = forger.folder + "/manifest.json"
    for content in [
      "out.truncate(1 << 30)", "out.write(b'[' * 100000 + b']' * 100000)",
      "out.write(b'{\"a\":' * 100000 + b'1' + b'}' * 100000)",
    ] {
      _ = try PythonScript.run(script + content, arguments: [path])
      try expectFound("it is no manifest that this version reads")
    }
  }

  @Test("a manifest with a hundred thousand checks, files or series is refused")
  func entries() throws {
    let whole = try forger.bytes("manifest.json")
    let changes: [(inout Manifest) -> Void] = [
      { $0.tieOut = Array(repeating: $0.tieOut[0], count: 60_000) },
      { $0.files = Array(repeating: $0.files[0], count: 60_000) },
      { $0.series = Array(repeating: $0.series![0], count: 50_000) },
    ]
    for change in changes {
      try forger.forge(change)
      try expectFound("it is no manifest that this version reads")
      try forger.write(whole, to: "manifest.json")
    }
  }

  @Test(
    "a part that is a bomb, a deep nest, one endless tag or endless cells is refused",
    arguments: [
      // 1 GiB of zeros in 1 MB.
      ("docProps/app.xml", "for _ in range(1024): out.write(bytes(1 << 20))", "it is larger than"),
      (
        "xl/worksheets/sheet2.xml", "for _ in range(200): out.write(bytes(1 << 20))",
        "something in it has no end"
      ),
      ("xl/charts/chart1.xml", "out.write(b'<a>' * 100000)", "its elements are nested too deep"),
      (
        "xl/worksheets/sheet3.xml",
        "out.write(b'<a ')\nfor i in range(9000000): out.write(b'a%d=\"\" ' % i)",
        "something in it has no end"
      ),
      (
        "xl/worksheets/sheet1.xml",
        """
        out.write(b'<worksheet><sheetData>')
        for r in range(1, 90000):
          out.write(b'<row r="%d">' % r)
          for c in b'ABCDEFGHIJKLMNOP': out.write(b'<c r="%c%d"><v>1</v></c>' % (c, r))
          out.write(b'</row>')
        out.write(b'</sheetData></worksheet>')
        """, "more numbers than any export writes"
      ),
      (
        "xl/workbook.xml",
        "out.write(b'<a>')\nfor i in range(100000): out.write(b'<sheet name=\"%d\" r:id=\"%d\"/>' % (i, i))",
        "it has too many sheets"
      ),
    ])
  func part(part: String, script: String, problem: String) throws {
    try forgePart(part, script)
    try expectFound(problem)
  }

  @Test("a workbook whose parts lie over each other is refused")
  func overlap() throws {
    // Two entries of the directory with the data of one: a small file stands for any amount.
    _ = try PythonScript.run(
      """
      import struct, sys
      path = sys.argv[1]
      data = open(path, "rb").read()
      end = data.rfind(b"PK\\5\\6")
      count, size, start = struct.unpack("<HII", data[end + 10:end + 20])
      directory, entries, at = data[start:end], [], 0
      while at < len(directory):
        n, e, c = struct.unpack("<HHH", directory[at + 28:at + 34])
        entries.append(directory[at:at + 46 + n + e + c]); at += 46 + n + e + c
      first = entries[0]
      entries.append(first[:46] + b"X" + first[47:])
      directory = b"".join(entries)
      tail = data[end:end + 8] + struct.pack("<HHII", count + 1, count + 1, len(directory), start)
      open(path, "wb").write(data[:start] + directory + tail + data[end + 20:])
      """, arguments: [forger.folder + "/billing-2025-01.xlsx"])
    try forger.adopt("billing-2025-01.xlsx")
    try expectFound("it does not begin where the part before it ends")
  }
}
