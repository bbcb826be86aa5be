import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// The commands for what an admin does most beside billing: staff, users, tokens, prescriptions, and how
/// the lab is reached.
@Suite("Named commands over the lab's data")
struct LabCommandTests {
  private let lab: ProgramLab
  private static let hash = ValueForm.passwordHash.example

  init() throws {
    lab = try ProgramLab()
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
  }

  private func run(
    _ arguments: String..., exits: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ChildProcess.Outcome {
    let run = try JobrunnerProgram.run(
      arguments, environment: lab.environment, folder: lab.folder)
    #expect(
      run.exitCode == exits, "\(arguments): \(run.standardOutput)\(run.standardError)",
      sourceLocation: sourceLocation)
    return run
  }

  /// Runs a command that is given a line on standard input.
  private func run(giving line: String, _ command: String) throws -> ChildProcess.Outcome {
    lab.environment["LINE"] = line
    return try lab.shell("printf '%s\\n' \"$LINE\" | $JOBRUNNER \(command)")
  }

  private func history() throws -> String {
    try lab.strings(
      """
      select concat_ws('|', table_name, action, before::text, after::text, person)
      from billing_data_changes
      where person is not null
      order by change_id
      """
    ).joined(separator: "\n")
  }

  @Test("staff list says who may do what, and what to write after --as, which then works")
  func staff() throws {
    try lab.connection.execute(
      """
      insert into staff (id, name, phone, hashed_password, role, assigned_area)
      values (4, 'Tara Bose', '+91 80-5550 0004', 'x', 'lab_tech', 'Downtown')
      """)
    let shown = try run("staff", "list").standardOutput
    for words in [
      "Meera Rao", "+918055500001", "Downtown", "admin: reads, and may do: everything",
      "lab_tech: reads, and may do: update booking_items (status), create and update test_reports",
      "analyst: reads, and may do: import payments",
    ] { #expect(shown.contains(words), "\(shown)") }
    let json = try lab.json(try run("staff", "list", "--json"))
    let staff = try #require(json["staff"] as? [[String: Any]])
    #expect(staff.count == 4)
    #expect(staff.last?["name"] as? String == "Old Admin")
    #expect(staff.last?["as"] == nil)
    let tara = try #require(staff.first { $0["staff_id"] as? Int == 4 }?["as"] as? String)
    let refused = try run(
      "users", "unlock", "1", "--yes", "--as", tara, exits: 77)
    #expect(refused.standardError.contains("Tara Bose is lab_tech, and this needs admin"))
  }

  @Test("a locked user is found by any way of writing the number, and can log in again")
  func unlock() throws {
    try lab.connection.execute("update users set login_attempts = 5, is_locked = true where id = 2")
    let dry = try run("users", "unlock", "91 8055510002", "--dry-run")
    #expect(dry.standardOutput.contains("login_attempts 5 → 0; is_locked true → false"))
    #expect(try run("users", "unlock", "2", exits: 64).standardError.contains("add --yes"))
    _ = try run("users", "unlock", "+918055510002", "--yes")
    #expect(
      try lab.strings("select login_attempts || ' ' || is_locked from users order by id")
        == ["0 false", "0 false"])
    let again = try run("users", "unlock", "2", "--yes")
    #expect(again.standardOutput.contains("nothing to change"))
    let unknown = try run("users", "unlock", "+91 1", "--yes", exits: 65)
    #expect(unknown.standardError.contains("users has no row \"+91 1\""))
  }

  @Test("a password is taken as its hash, from standard input only, and stands nowhere else")
  func passwords() throws {
    for (group, table, key) in [("staff", "staff", "1"), ("users", "users", "'+91 8055510001'")] {
      let done = try run(giving: Self.hash, "\(group) password \(key) --yes")
      #expect(done.exitCode == 0, "\(done.standardError)")
      #expect(done.standardOutput.contains("hashed_password is another one"))
      for output in [done.standardOutput, done.standardError] {
        #expect(!output.contains(Self.hash))
      }
      #expect(
        try lab.one("select hashed_password from \(unescaped: table) where id = 1") == Self.hash)
      for plain in [
        "correct horse battery staple", "$2b$12$tooshort", "5f4dcc3b5aa765d61d8327deb882cf99",
      ] {
        let refused = try run(giving: plain, "\(group) password 1 --yes")
        #expect(refused.exitCode == 65, "\(refused.standardOutput)")
        #expect(refused.standardError.contains("hashed_password is no hash of a password"))
        #expect(!refused.standardError.contains(plain))
      }
      let nothing = try run("\(group)", "password", "1", "--yes", exits: 64)
      #expect(nothing.standardError.contains("was to come from standard input"))
    }
    #expect(try history().components(separatedBy: "Meera Rao (staff 1)").count == 3)
    #expect(!(try history()).contains(Self.hash))
  }

  @Test("a user of the database with lab_admin and nothing else may do all of it")
  func groupRole() throws {
    try lab.book(1, on: "2025-01-18")
    let desk = try LabLogin.admin(lab)
    lab.environment.merge(desk.environment) { $1 }
    let item = try lab.one("select id from booking_items")
    let corrected = try run(
      "bookings", "correct", "1", "item.\(item).quantity=3", "--yes", "--business-date",
      "2025-01-20")
    #expect(corrected.standardOutput.contains("it is billed 1,500.00 by the next run"))
    _ = try run("bookings", "correct", "1", "--business-date", "2025-01-20")
    _ = try run("users", "unlock", "1", "--yes")
    _ = try run("staff", "list")
    _ = try run("prescriptions", "list")
    _ = try run("clinic_info", "show")
    _ = try run("findings", "list", "--customer", "Anita")
    for command in ["users password 1 --yes", "staff password 2 --yes"] {
      let done = try run(giving: Self.hash, command)
      #expect(done.exitCode == 0, "\(done.standardError)")
    }
    let revoked = try run(
      giving: "opaque", "tokens revoke --user 2 --expires '2025-02-01 00:00' --yes")
    #expect(revoked.exitCode == 0, "\(revoked.standardError)")
  }

  @Test("a token is revoked as a logout does; when it expires is read from it, or said")
  func tokens() throws {
    // {"sub":"2","exp":1738368000}: the end of January 2025, in UTC.
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIyIiwiZXhwIjoxNzM4MzY4MDAwfQ.c2lnbmVk"
    let done = try run(giving: token, "tokens revoke --user '+91 80 5551 0002' --yes")
    #expect(done.exitCode == 0, "\(done.standardError)")
    #expect(!done.standardOutput.contains(token))
    #expect(
      try lab.strings(
        "select concat_ws(' ', token, user_id, extract(epoch from expires_at)::bigint) from token_blacklist"
      )
        == ["\(token) 2 1738368000"])
    #expect(!(try history()).contains(token))
    let again = try run(giving: token, "tokens revoke --user 2 --yes")
    #expect(again.exitCode == 65)
    #expect(again.standardError.contains("is revoked: nothing is to be done"))
    #expect(!again.standardError.contains(token))
    let opaque = try run(giving: "opaque", "tokens revoke --user 2 --yes")
    #expect(opaque.exitCode == 64)
    #expect(opaque.standardError.contains("add --expires"))
    let said = try run(
      giving: "opaque", "tokens revoke --user 2 --expires '2025-02-01 00:00' --yes")
    #expect(said.exitCode == 0, "\(said.standardError)")
    #expect(
      try lab.one(
        "select expires_at at time zone 'Asia/Kolkata' from token_blacklist where token = 'opaque'")
        == "2025-02-01 00:00:00")
  }

  @Test("clinic_info has one row: made, then changed; its links follow from number and place")
  func clinic() throws {
    #expect(try run("clinic_info").standardOutput.contains("is not said yet"))
    let wrong = try run(
      "clinic_info", "set", "whatsapp_number=98765 43210", "clinic_address=12 MG Road",
      "latitude=112", "longitude=77.5946", "opening_time=20:00", "closing_time=08:00", "--yes",
      exits: 65)
    for words in [
      "whatsapp_number \"98765 43210\" is no telephone number with its country code",
      "latitude \"112\" is not from -90 to 90",
      "opening_time 20:00:00 is beyond closing_time 08:00:00",
    ] { #expect(wrong.standardError.contains(words), "\(wrong.standardError)") }
    _ = try run(
      "clinic_info", "set", "whatsapp_number=+91 98765 43210", "clinic_address=12 MG Road",
      "latitude=12.9716", "longitude=77.5946", "opening_time=08:00", "closing_time=20:00", "--yes")
    #expect(
      try lab.strings(
        """
        select concat_ws('|', whatsapp_link, google_maps_link, opening_time, updated_by_admin_id)
        from clinic_info
        """) == [
          "https://wa.me/919876543210|https://www.google.com/maps?q=12.9716,77.5946|08:00:00|1"
        ])
    let changed = try run("clinic_info", "set", "closing_time=21:00", "--yes")
    #expect(changed.standardOutput.contains("closing_time 20:00:00 → 21:00:00"))
    #expect(try lab.one("select count(*) from clinic_info") == "1")
    #expect(
      try run("clinic_info", "set", "closing_time=07:00", "--yes", exits: 65).standardError
        .contains("is beyond closing_time 07:00:00"))
    #expect(
      try run("clinic_info", "set", "latitude=13", "--yes", exits: 65).standardError
        .contains("give both"))
    #expect(
      try run(
        "clinic_info", "set", "google_maps_link=https://evil.example/maps", "--yes", exits: 65
      )
      .standardError.contains("is no link to Google's maps"))
    let json = try lab.json(try run("clinic_info", "show", "--json"))
    #expect(json["whatsapp_link"] as? String == "https://wa.me/919876543210")
  }

  @Test("a prescription waits until somebody verifies it, once, as the person of --as")
  func prescriptions() throws {
    try lab.book(1, on: "2025-01-18")
    try lab.connection.execute(
      """
      insert into prescription_uploads
        (id, booking_id, user_id, file_url, file_name, file_type, file_size_bytes, uploaded_at)
      values (1, 1, 1, 'https://files/1', 'a.pdf', 'application/pdf', 10, '2025-01-17 10:00+05:30'),
        (2, 1, 1, 'https://files/2', 'b.pdf', 'application/pdf', 10, '2025-01-16 10:00+05:30')
      """)
    let listed = try run("prescriptions", "list").standardOutput
    #expect(listed.contains("Anita Desai") && listed.contains("2025-01-17 10:00"), "\(listed)")
    _ = try run("prescriptions", "verify", "1", "--notes", "signed", "--dry-run")
    #expect(try lab.one("select count(verified_by_admin_id) from prescription_uploads") == "0")
    _ = try run("prescriptions", "verify", "1", "--notes", "signed", "--yes")
    #expect(
      try lab.strings(
        "select concat_ws(' ', verified_by_admin_id, verification_notes) from prescription_uploads order by id"
      )
        == ["1 signed", ""])
    for notes in ["signed", "otherwise"] {
      let again = try run("prescriptions", "verify", "1", "--notes", notes, "--yes", exits: 65)
      #expect(again.standardError.contains("prescription 1 is verified already, by staff 1"))
    }
    #expect(!(try run("prescriptions", "list").standardOutput).contains("a.pdf"))
    #expect(try run("prescriptions", "list", "--all").standardOutput.contains("Meera Rao"))
    #expect(
      try run("prescriptions", "verify", "9", "--notes", "x", "--yes", exits: 65).standardError
        .contains("prescription_uploads has no row"))
  }
}
