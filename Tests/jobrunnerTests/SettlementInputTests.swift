import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Files that were imported wrongly once, each with what is right.
@Suite("Settlements that are not what they seem, with the built program")
struct SettlementInputTests {
  private let lab: ProgramLab

  /// Invoices PL/24-25/0000001 over 500.00 and PL/24-25/0000002 over 1,090.00.
  init() throws {
    lab = try ProgramLab()
    try lab.book(1, on: "2025-01-01")
    try lab.book(2, on: "2025-01-02", items: [(1, "1090.00")])
    try lab.admin(["nightly"], on: "2025-02-05")
  }

  private func file(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let target = lab.folder + "/" + name
    try FileManager.default.copyItem(
      atPath: folder.appendingPathComponent("Settlements/" + name).path, toPath: target)
    return target
  }

  private func importing(_ name: String, exits code: Int32) throws -> String {
    let run = try lab.admin(
      ["payments", "import", try file(name)], on: "2025-02-05", exits: [code])
    let text = run.standardOutput + run.standardError
    #expect(!text.contains("bug"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    return text
  }

  private var payments: [String] {
    get throws {
      try lab.strings(
        "select gateway_reference || ' ' || amount from billing_payments order by payment_id")
    }
  }

  @Test("two payments under one number in scientific notation are both rejected")
  func scientific() throws {
    let text = try importing("scientific.csv", exits: 65)
    #expect(text.contains("line 2: reference \"1.23457E+15\" is a number in scientific notation"))
    #expect(text.contains("line 3: reference \"1.23457E+15\""))
    #expect(try payments.isEmpty)
  }

  @Test("a spreadsheet's =\"…\" and ' forms are rejected by name, and the plain one goes in")
  func spreadsheet() throws {
    let text = try lab.admin(
      ["payments", "import", try file("spreadsheet.csv"), "--partial"], on: "2025-02-05",
      exits: [1]
    ).standardOutput
    #expect(text.contains("line 3: reference \"=\"0012345\"\" is a spreadsheet's formula"))
    #expect(text.contains("line 4: reference \"'0012345\" begins with a spreadsheet's apostrophe"))
    #expect(try payments == ["0012345 50.00"])
  }

  @Test("two spellings of one text are one reference, in one file and in two")
  func unicode() throws {
    #expect(
      try importing("unicode.csv", exits: 65).contains("is 50.00 for PL/24-25/0000001 already"))
    #expect(try payments.isEmpty)
    let lines = try String(contentsOfFile: lab.folder + "/unicode.csv", encoding: .utf8)
      .split(separator: "\n")
    for (index, code) in [(1, Int32(0)), (2, 65)] {
      let one = try lab.write("\(lines[0])\n\(lines[index])\n", to: "one\(index).csv")
      let run = try lab.admin(["payments", "import", one], on: "2025-02-05", exits: [code])
      if index == 2 {
        #expect(run.standardOutput.contains("is 50.00 for PL/24-25/0000001 already"))
      }
    }
    #expect(try payments == ["caf\u{E9} 50.00"])
  }

  @Test(
    "a reference that would clear the terminal is rejected and shown without it; the file keeps it")
  func escape() throws {
    #expect(
      try importing("escape.csv", exits: 65)
        .contains("line 2: reference holds a control character (U+001B)"))
    let kept = try String(contentsOfFile: lab.folder + "/escape.rejects.csv", encoding: .utf8)
    #expect(kept.contains("\u{1B}[2J1"))
  }

  @Test("10:61 and 24:00 are no times")
  func times() throws {
    let text = try importing("times.csv", exits: 65)
    #expect(text.contains("line 2: paid_at \"2025-02-05T10:61:00\" is not a date"))
    #expect(text.contains("line 3: paid_at \"2025-02-05T24:00:00+05:30\" is not a date"))
  }

  @Test("amounts a hundred times what is owed are refused as paise, and in rupees they go in")
  func paise() throws {
    let text = try importing("paise.csv", exits: 65)
    #expect(
      text.contains(
        "the amounts look like paise: 2 of 2 are a hundred times what is owed, such as 50000 for "
          + "PL/24-25/0000001, which owes 500.00; nothing was imported"))
    #expect(try payments.isEmpty)
    #expect(try lab.one("select count(*) from billing_runs where job = 'payments'") == "0")
    let dry = try lab.run(
      "payments", "import", lab.folder + "/paise.csv", "--dry-run", "--business-date", "2025-02-05")
    #expect(dry.exitCode == 65)
    let rupees = try String(contentsOfFile: lab.folder + "/paise.csv", encoding: .utf8)
      .replacing("50000", with: "500.00").replacing("109000", with: "1090.00")
    try lab.admin(
      ["payments", "import", try lab.write(rupees, to: "rupees.csv")], on: "2025-02-05")
    #expect(try payments == ["p1 500.00", "p2 1090.00"])
  }

  @Test("an amount with decimals is what it says, a hundred times what is owed or not")
  func notPaise() throws {
    let text = try String(contentsOfFile: try file("paise.csv"), encoding: .utf8)
      .replacing("50000", with: "50000.00")
    try lab.admin(
      ["payments", "import", try lab.write(text, to: "meant.csv")], on: "2025-02-05", exits: [1])
    #expect(try payments.count == 2)
  }

  @Test("another currency than the lab's is rejected by name")
  func currency() throws {
    #expect(
      try importing("currency.csv", exits: 65)
        .contains("line 2: currency \"USD\" is not the lab's, which is INR"))
    #expect(try payments.isEmpty)
  }

  @Test("a sep= line is passed over")
  func separator() throws {
    _ = try importing("sep.csv", exits: 0)
    #expect(try payments == ["s1 500.00"])
  }

  @Test("UTF-16 is refused by its name, with what to save instead")
  func utf16() throws {
    let text = try importing("utf16.csv", exits: 65)
    #expect(text.contains("the file is in UTF-16, and has to be in UTF-8"))
    #expect(text.contains("CSV UTF-8"))
  }

  @Test("a folder in place of a file is said to be one")
  func folder() throws {
    let run = try lab.admin(["payments", "import", lab.folder], on: "2025-02-05", exits: [65])
    #expect(run.standardError.contains("Is a directory"))
    #expect(run.standardError.contains("it is a folder: name the CSV file in it"))
  }

  @Test("a file that is not there, or a dead disk's, is said to be so")
  func notThere() throws {
    let run = try lab.admin(
      ["payments", "import", lab.folder + "/none.csv"], on: "2025-02-05", exits: [65])
    #expect(run.standardError.contains("none.csv cannot be read: No such file or directory"))
    #expect(run.standardError.contains("check the path"))
    let unread = try lab.admin(
      ["payments", "import", "/proc/self/mem"], on: "2025-02-05", exits: [65])
    #expect(unread.standardError.contains("cannot be read: Input/output error"))
  }

  /// Nobody may read this one, root included.
  private static let writeOnly = "/proc/sys/net/ipv4/route/flush"

  @Test(
    "a file that this user may not read is said to be so",
    .enabled(if: FileManager.default.fileExists(atPath: writeOnly)))
  func notPermitted() throws {
    let run = try lab.admin(["payments", "import", Self.writeOnly], on: "2025-02-05", exits: [65])
    #expect(run.standardError.contains("flush cannot be read: Permission denied"))
    #expect(run.standardError.contains("let this user read it"))
  }

  @Test("an empty file is refused; one with a header alone has nothing new")
  func empty() throws {
    let empty = try lab.admin(
      ["payments", "import", try lab.write("", to: "empty.csv")], on: "2025-02-05", exits: [65])
    #expect(empty.standardError.contains("the file has no lines"))
    let header = try lab.write("invoice_number,amount,paid_at,reference\n", to: "header.csv")
    let run = try lab.admin(["payments", "import", header], on: "2025-02-05")
    #expect(run.standardOutput.contains("nothing new in this file"))
  }

  @Test("- is standard input: rejects are in the working directory, and the rest goes in")
  func standardInput() throws {
    let command =
      #""$JOBRUNNER" payments import - --as \#(ProgramLab.adminEmail) "#
      + "--business-date 2025-02-05"
    let header = "invoice_number,amount,paid_at,reference"
    let run = try lab.shell(
      "printf '%s\\n' \(header) none,5,2025-02-05,p1 PL/24-25/0000001,500,2025-02-05,p2 "
        + "| \(command) --partial")
    #expect(run.exitCode == 1, "\(run.standardError)")
    #expect(run.standardOutput.contains("Lines of standard input"))
    #expect(try payments == ["p2 500.00"])
    let kept = try String(contentsOfFile: lab.folder + "/settlement.rejects.csv", encoding: .utf8)
    #expect(kept.contains("none,5,2025-02-05,p1"))
    for closed in ["</dev/null", "<&-"] {
      let run = try lab.shell("\(command) \(closed)")
      #expect(run.exitCode == 65, "\(closed) \(run.standardError)")
    }
  }
}
