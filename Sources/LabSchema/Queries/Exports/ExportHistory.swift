package import Postgres

/// What a lab knows of its own export packages, by the SHA-256 of their manifests.
package struct ExportHistory: Sendable {
  package let labID: LabID
  /// What its months were sealed with, and whether the seal holds; a month that was reopened has one
  /// that does not.
  package let seals: [String: Bool]
  /// The months that are closed and have no seal: a closing that died left them so, perhaps after it
  /// had put the package in place. A database that was put back to before a closing has the month open.
  package let unsealed: Set<BillingPeriod>
  /// What a person let the lab write over.
  package let adopted: Set<String>
}

extension Connection {
  /// Who this lab is.
  ///
  /// - Throws: ``LabIDMissing``.
  package func labID() throws -> LabID {
    guard let id = try first("select lab_id from billing_lab", { try $0.decode(0, as: LabID.self) })
    else { throw LabIDMissing() }
    return id
  }

  /// What this lab knows of its packages.
  package func exportHistory() throws -> ExportHistory {
    let seals = try query("select seal, reopened_at is null from billing_period_seals") { row in
      (try row.string(0), try row.bool(1))
    }
    let adopted = try query("select manifest_digest from billing_export_adoptions") { row in
      try row.string(0)
    }
    let unsealed = try query(
      """
      select p.period
      from billing_periods p
      where p.state = 'closed'
        and not exists (
          select from billing_period_seals s
          where s.period = p.period and s.reopened_at is null
        )
      """
    ) { row in try row.decode(0, as: BillingPeriod.self) }
    return ExportHistory(
      labID: try labID(), seals: Dictionary(seals) { $0 || $1 }, unsealed: Set(unsealed),
      adopted: Set(adopted))
  }
}

extension ExportReader {
  /// Whose package it is.
  package func labID() throws -> LabID { try connection.labID() }
}

/// The row that says who the lab is, which a migration writes and nothing deletes, is not there.
package struct LabIDMissing: Error, Sendable, CustomStringConvertible {
  package var description: String {
    "the schema does not say which lab it is: billing_lab is empty"
  }
  package var remedy: String { "let its owner put back the row that a dump of it has" }
}
