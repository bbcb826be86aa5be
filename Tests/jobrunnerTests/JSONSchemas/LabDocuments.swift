import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// Who is staff, which prescriptions there are, and how the lab is reached.
  func ofTheLab() throws {
    let (lab, day) = (try ProgramLab(), "2025-01-20")
    try lab.book(1, on: "2025-01-18")
    try lab.connection.run(
      script: """
        insert into pets (id, user_id, name, species) values (1, 1, 'Bruno', 'Dog');
        update bookings set pet_id = 1;
        update staff set assigned_area = 'Downtown' where id = 2;
        insert into prescription_uploads
          (id, booking_id, user_id, file_url, file_name, file_type, file_size_bytes, uploaded_at)
        values (1, 1, 1, 'https://files/1', 'a.pdf', 'application/pdf', 10, '2025-01-17 10:00Z'),
          (2, 1, 1, 'https://files/2', 'b.pdf', 'application/pdf', 10, '2025-01-16 10:00Z');
        """)
    try run("staff list", on: day, in: lab)
    try run("prescriptions verify", ["1", "--notes", "signed", "--yes"], on: day, in: lab)
    try run("prescriptions list", on: day, in: lab)
    try run("prescriptions list", ["--all"], on: day, in: lab)
    try run("clinic_info show", on: day, in: lab)
    try run(
      "clinic_info set",
      [
        "whatsapp_number=+91 98765 43210", "clinic_address=12 MG Road",
        "latitude=12.9716", "longitude=77.5946", "--yes",
      ], on: day, in: lab)
    try run("clinic_info set", ["opening_time=08:00", "--yes"], on: day, in: lab)
    try run("clinic_info show", on: day, in: lab)
    try run("bookings list", on: day, in: lab)
    try run("users unlock", ["1", "--yes"], on: day, in: lab)
    try run("wait", ["--for", "schema"], on: day, in: lab)
    try ofSecrets(lab)
  }

  /// What comes from standard input.
  private func ofSecrets(_ lab: ProgramLab) throws {
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
    let hash = ValueForm.passwordHash.example
    for (command, words, secret) in [
      ("users password", "1", hash), ("staff password", "2", hash),
      ("tokens revoke", "--user 1 --expires '2035-02-01 00:00'", "a-token"),
    ] {
      let outcome = try lab.shell(
        "printf '%s\\n' '\(secret)' | \"$JOBRUNNER\" \(command) \(words) --yes --json")
      #expect(outcome.exitCode == 0, "\(command): \(outcome.standardError)")
      try keep(outcome, of: command)
    }
  }
}
