import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// Numbers that come back from packages, that are passed over and that come to their end, and packages
  /// of another lab.
  func ofANumberSeries() throws {
    let first = try ProgramLab()
    for id in 1...3 { try first.book(id, on: "2025-01-0\(id)") }
    try first.admin(["nightly"], on: "2025-01-20")
    // The same lab as it was put back from a backup, one of its bookings with another price.
    let second = try ProgramLab()
    second.environment["EXPORTS_FOLDER"] = first.folder + "/exports"
    for id in 1...3 {
      try second.book(id, on: "2025-01-0\(id)", items: [(1, id == 3 ? "450.00" : "500.00")])
    }
    let package = first.folder + "/exports/2025-01"
    let adopt = [package, "--reason", "restored"]
    try run(
      "series adopt", adopt + ["--dry-run"], on: "2025-01-20", in: second, exits: [1])
    try run("series adopt", adopt, on: "2025-01-20", in: second, exits: [1])
    let advance = ["--kind", "invoice", "--to", "3", "--reason", "lost"]
    try run("series advance", advance + ["--dry-run"], on: "2025-01-20", in: second)
    try run("series advance", advance, on: "2025-01-20", in: second)
    try run("series advance", advance, on: "2025-01-20", in: second)

    try second.connection.execute("update billing_lab set lab_id = gen_random_uuid()")
    try run("nightly", on: "2025-01-20", in: second, exits: [73], refused: true)
    let reason = ["--reason", "that lab is gone"]
    try run("exports adopt", reason + ["--dry-run"], on: "2025-01-20", in: second)
    try run("exports adopt", reason, on: "2025-01-20", in: second)
    try run("exports adopt", reason, on: "2025-01-20", in: second)

    // What is left of the series is one number.
    let toItsEnd = ["--kind", "invoice", "--to", "9999998", "--reason", "on paper"]
    try run("series advance", toItsEnd, on: "2025-01-20", in: first)
    for id in 4...6 { try first.book(id, on: "2025-01-1\(id)") }
    try run("rerun", ["2025-01", "--dry-run"], on: "2025-01-24", in: first)
    first.environment["HOOKS_ON_ATTENTION"] = "cat > summary.json"
    try run("nightly", on: "2025-01-24", in: first, exits: [1])
    try keepSummary(of: first)
  }
}
