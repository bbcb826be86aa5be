import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// docs/admin.md, tried: a line of it that begins with `$` is run, and what follows is what it prints.
@Suite("docs/admin.md, tried")
struct DocumentedAdminTests {
  private static let page = Repository.folder + "/docs/admin.md"
  private static let prompt = "    $ "

  @Test("each of its commands does what it says, and prints what stands there")
  func walked() throws {
    let page = try String(contentsOfFile: Self.page, encoding: .utf8)
    let lab = try Self.lab()
    let written = try Self.walk(page, in: lab)
    if ProcessInfo.processInfo.environment["JOBRUNNER_GOLDEN"] == "write" {
      return try written.write(toFile: Self.page, atomically: true, encoding: .utf8)
    }
    let (now, before) = (written.split(separator: "\n"), page.split(separator: "\n"))
    #expect(now.difference(from: before).isEmpty, "\(now.difference(from: before))")
  }

  /// The page with what its commands print now.
  private static func walk(_ page: String, in lab: ProgramLab) throws -> String {
    var written: [String] = []
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var place = 0
    while place < lines.count {
      let line = lines[place]
      written.append(line)
      place += 1
      guard line.hasPrefix(prompt) else { continue }
      var command = String(line.dropFirst(prompt.count))
      while command.hasSuffix("\\") {
        written.append(lines[place])
        command = command.dropLast() + lines[place].trimmingCharacters(in: .whitespaces)
        place += 1
      }
      written += try output(of: command, in: lab)
      // What stood there is what the next command, or the text, ends.
      while place < lines.count, lines[place].hasPrefix("    ") || isInBlock(lines, place),
        !lines[place].hasPrefix(prompt)
      { place += 1 }
    }
    return written.joined(separator: "\n")
  }

  /// Whether an empty line has more of the same block behind it.
  private static func isInBlock(_ lines: [String], _ place: Int) -> Bool {
    lines[place].isEmpty && place + 1 < lines.count && lines[place + 1].hasPrefix("    ")
  }

  private static func output(of command: String, in lab: ProgramLab) throws -> [String] {
    let outcome = try lab.shell(command)
    #expect(outcome.exitCode <= 1, "\(command): \(outcome.standardError)")
    let text = outcome.standardOutput.replacing(
      // What is written now; the lab's own moments are of 2025.
      /20(2[6-9]|[3-9]\d)-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:\d\d)?)?/,
      with: "2025-01-24 10:00:00+05:30"
    )
    // The line under a column of them is as wide as the moment was, whose last digits may be none.
    .replacing(#/ -{26,32}\n/#, with: " \(String(repeating: "-", count: 32))\n")
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      $0.isEmpty ? "" : "    \($0)"
    }
  }

  /// A lab after its night of 20 January, with something of all that the page is about; it takes every
  /// command for one of the 24th.
  private static func lab() throws -> ProgramLab {
    let lab = try ProgramLab()
    for id in [1, 2, 4] { try lab.book(id, on: "2025-01-0\(id)", km: id == 4 ? "8" : nil) }
    try lab.book(3, on: "2025-01-13", km: "12.5", items: [(2, "800.00")])
    try lab.book(5, on: "2025-01-05", items: [(3, "0.00")])
    try lab.book(6, on: "2025-01-19", items: [(1, "500.00"), (2, "800.00")])
    try lab.connection.run(
      script: """
        update users set login_attempts = 5, is_locked = true where id = 2;
        insert into pets (id, user_id, name, species) values (1, 1, 'Bruno', 'Dog');
        update bookings set pet_id = 1 where id in (1, 2);
        update booking_items set unit_price = null where booking_id = 3;
        insert into clinic_info (whatsapp_number, clinic_address, google_maps_link)
        values ('+91 80 5550 0000', '12 Church Street, Bengaluru', 'https://maps.example/lab');
        insert into offers (name, discount_type, discount_value, start_date, end_date, event_tag)
        values ('Christmas walk', 'percentage', 5, '2024-12-20', '2024-12-26', 'Christmas'),
          ('Year-end check', 'fixed_amount', 100, '2024-12-27', '2024-12-31', 'Christmas');
        insert into coupons (code, start_date, end_date)
        values ('WELCOME5', '2025-01-01 00:00+05:30', '2025-02-10 23:59:59+05:30');
        insert into prescription_uploads
          (booking_id, user_id, file_url, file_name, file_type, file_size_bytes, uploaded_at)
        values (6, 1, 'https://files.example/1', 'bruno.pdf', 'application/pdf', 48211,
          '2025-01-18 09:30+05:30');
        """)
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 2")
    try lab.admin(["nightly"], on: "2025-01-23", exits: [1])
    let program = try JobrunnerProgram.path
    let script = lab.folder + "/bin/jobrunner"
    try FileManager.default.createDirectory(
      atPath: lab.folder + "/bin", withIntermediateDirectories: true)
    try "#!/bin/sh\nexec \(program) \"$@\" --business-date 2025-01-24\n".write(
      toFile: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
    lab.environment["PATH"] = lab.folder + "/bin:/usr/bin:/bin"
    lab.environment["JOBRUNNER_AS"] = ProgramLab.admin
    return lab
  }

  @Test("its table of who may do what is the program's")
  func authority() throws {
    let lines = try String(contentsOfFile: Self.page, encoding: .utf8).split(separator: "\n")
    let start = try #require(lines.firstIndex(of: "| role | table | may | columns |"))
    let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map(String.init)
    let granted = DataAuthority.grants.map { grant in
      let actions = DataAction.allCases.filter(grant.actions.contains).map(\.rawValue)
      let columns = grant.columns.map { $0.map { "`\($0)`" }.joined(separator: ", ") } ?? "all"
      return "| \(grant.role.rawValue) | `\(grant.table)` | \(actions.joined(separator: ", "))"
        + " | \(columns) |"
    }
    #expect(rows == ["| admin | all | everything | all |"] + granted)
  }
}
