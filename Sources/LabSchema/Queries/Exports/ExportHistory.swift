package import Billing
package import Postgres

/// What a lab knows of its own export packages, by the SHA-256 of their manifests.
package struct ExportHistory: Sendable {
  package let labID: LabID
  /// What its months were sealed with, and whether the seal holds; a month that was reopened has one
  /// that does not.
  package let seals: [String: Bool]
  /// What closings that died were about to seal, perhaps after they had put it in place, and whether
  /// the next closing still seals that very package: not where the month was opened again.
  package let unfinished: [String: Bool]
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
    let seals = try query(
      "select s.seal, \(PeriodSQL.holds()) from billing_period_seals s"
    ) { row in (try row.string(0), try row.bool(1)) }
    let adopted = try query("select manifest_digest from billing_export_adoptions") { row in
      try row.string(0)
    }
    let unfinished = try query(
      """
      select run.package_digest, p.period is not null
      from billing_runs run
      left join billing_periods p on p.period = \(PeriodSQL.month(of: "run.through_date"))
        and \(PeriodSQL.isClosed())
        and p.closed_by_run_id <= run.run_id
      where \(RunSQL.leftUnsealed)
      """
    ) { row in (try row.string(0), try row.bool(1)) }
    return ExportHistory(
      labID: try labID(), seals: Dictionary(seals) { $0 || $1 },
      unfinished: Dictionary(unfinished) { $0 || $1 }, adopted: Set(adopted))
  }
}

extension ExportReader {
  /// Whose package it is.
  package func labID() throws -> LabID { try connection.labID() }
}

/// The row that says who the lab is, which a migration writes and nothing deletes, is not there.
package struct LabIDMissing: ReportedError, Sendable, CustomStringConvertible {
  package var exitStatus: ExitStatus { .notConfigured }
  package var message: String { description }
  package var description: String {
    "the schema does not say which lab it is: billing_lab is empty"
  }
  package var remedy: String { "let its owner put back the row that a dump of it has" }
}
