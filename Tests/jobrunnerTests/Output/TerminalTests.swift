import Foundation
import Postgres
import TestLab
import Testing

@testable import jobrunner

/// What a terminal shows, in a real one (script(1) of util-linux), and what only a terminal does.
@Suite("On a terminal")
struct TerminalTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
  }

  /// - Returns: all that a terminal of this width was sent.
  private func shown(
    _ words: String, columns: Int = 80, environment: [String: String] = ["TERM": "xterm"]
  ) throws -> String {
    lab.environment.merge(environment) { _, new in new }
    defer { for name in environment.keys { lab.environment[name] = nil } }
    return try lab.shell(
      #"script -qec "stty cols \#(columns); \"$JOBRUNNER\" \#(words)" /dev/null </dev/null"#
    ).standardOutput
  }

  private static let escape = "\u{1B}"

  @Test("says how far a night is on one line that goes before anything else is written")
  func progress() throws {
    let text = try shown("nightly --business-date 2025-01-20", columns: 40)
    let line = try #require(
      text.firstRange(of: "\rpricing: 1 of 3 chunks\(Self.escape)[K"), "\(text)")
    let rest = text[line.upperBound...]
    #expect(rest.contains("\r\(Self.escape)[K"))
    for piece in text.components(separatedBy: "\r").dropFirst() where piece.hasSuffix("[K") {
      #expect(piece.count < 40 + 3, "\(piece)")
    }
    #expect(rest.contains("done in"))
  }

  @Test("a pipe, a dumb terminal, --quiet and a log of JSON have no progress")
  func noProgress() throws {
    let nightly = "nightly --business-date 2025-01-20"
    for text in [
      try lab.run("nightly", "--business-date", "2025-01-20").standardError,
      try shown(nightly, environment: ["TERM": "dumb"]), try shown(nightly + " --quiet"),
      try shown(nightly + " --log-format json"),
    ] { #expect(!text.contains("pricing") && !text.contains(Self.escape), "\(text)") }
  }

  @Test("how fast and how long still, once a second has passed")
  func speed() {
    let progress = Progress(what: "pricing", done: 30, total: 120, unit: "chunks")
    #expect(progress.text(after: .milliseconds(900)) == "pricing: 30 of 120 chunks")
    #expect(
      progress.text(after: .seconds(10)) == "pricing: 30 of 120 chunks, 3 a second, 31 s left")
    #expect(
      Progress(what: "reading", done: 9000, unit: "lines").text(after: .seconds(3))
        == "reading: 9000 lines, 3000 a second")
    #expect(Progress(what: "0007_index").text(after: .seconds(60)) == "0007_index")
  }

  @Test(
    "colour is for terminals that can show it, as NO_COLOR and CLICOLOR_FORCE say",
    arguments: [
      (true, ["TERM": "xterm"], true), (true, ["TERM": "dumb"], false), (true, [:], false),
      (true, ["TERM": "xterm", "NO_COLOR": "1"], false), (false, ["TERM": "xterm"], false),
      (false, ["CLICOLOR_FORCE": "1"], true), (false, ["CLICOLOR_FORCE": "0"], false),
      (false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
    ] as [(Bool, [String: String], Bool)])
  func color(isTerminal: Bool, environment: [String: String], wanted: Bool) {
    #expect(Color.isWanted(isTerminal: isTerminal, environment) == wanted)
  }

  @Test("doctor's marks and the beginning of an error are coloured, and nothing else is")
  func colored() throws {
    let forced = ["CLICOLOR_FORCE": "1"]
    let doctor = try lab.run("doctor", environment: forced).standardOutput
    for line in doctor.split(separator: "\n") where line.hasPrefix(Self.escape) {
      #expect(line.contains(#/^\u{1B}\[3[123]m(ok |WARN|FAIL)\u{1B}\[0m [^\u{1B}]*$/#), "\(line)")
    }
    #expect(doctor.contains("\(Self.escape)[32mok "), "\(doctor)")
    let error = try lab.run("nightly", "--frobnicate", environment: forced).standardError
    #expect(error.hasPrefix("\(Self.escape)[31mjobrunner:\(Self.escape)[0m unknown option"))
    #expect(!(try lab.run("doctor").standardOutput.contains(Self.escape)))
  }

  @Test(
    "a table is as wide as its terminal: texts wrap, columns go and are named, --wide shows all")
  func tables() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    let narrow = try shown("status", columns: 80)
    let table = narrow.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("Period") }
    #expect(table.count > 3)
    for line in table { #expect(line.count <= 80, "\(line)") }
    #expect(narrow.contains("(no room for ") && narrow.contains("Seal; --wide shows all)"))
    let wide = try shown("status --wide", columns: 80)
    #expect(wide.contains("Seal") && !wide.contains("no room"), "\(wide)")
    let cut = try shown("data bookings list", columns: 60)
    #expect(cut.contains("…  ") && cut.contains("(… ends what is longer; --wide shows all)"))
    let whole = try shown("data bookings list --wide", columns: 60)
    #expect(whole.contains("booking_date") && !whole.contains("…"), "\(whole)")
    #expect(try lab.run("status").standardOutput.contains("Drift Seal"))
  }

  @Test("a text is wrapped between words, and never lost")
  func wrapping() {
    var grid = TextGrid(("ID", true), ("What it is", false), ("Why", false))
    grid.rows = [["1", "a booking without any of its items", "unpaid"], ["22", "x", "–"]]
    #expect(
      grid.lines(fitting: 30) == [
        "ID What it is        Why",
        "-- ----------------- ------",
        " 1 a booking without unpaid",
        "   any of its items",
        "22 x                 –",
      ])
    #expect(grid.lines(fitting: nil).count == 4)
    #expect(TextGrid.wrapped("abcdefghij", to: 4) == ["abcd", "efgh", "ij"])
    #expect(TextGrid.wrapped("", to: 4) == [""])
  }
}
