import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// A booking that is looked at and mended, and a change of a price with its preview.
  func ofBookings() throws {
    let lab = try ProgramLab()
    for id in 1...2 { try lab.book(id, on: "2025-01-1\(id)", km: "8") }
    try lab.admin(["nightly"], on: "2025-01-16")
    let item = try lab.one("select id::text from booking_items where booking_id = 1")
    let quantity = ["1", "item.\(item).quantity=2"]
    for arguments in [["1"], quantity + ["--dry-run"], quantity + ["--yes"]] {
      try run("bookings correct", arguments, on: "2025-01-16", in: lab)
    }
    let pricing = ["distance_pricing_configs", "1", "is_active=false"]
    try run(
      "data update", pricing + ["--preview", "2025-01", "--dry-run"], on: "2025-01-16", in: lab)
  }
}
