package import Postgres

package typealias ExportAdoptionID = LongID<ExportAdoption>

/// A package that this lab may write over because somebody said so.
package struct ExportAdoption: Model {
  package let adoptionID: ExportAdoptionID
  package let period: BillingPeriod
  /// SHA-256 of the package's manifest, in hexadecimal digits: no other package is meant.
  package let manifestDigest: String
  /// The lab that the package names; nil where it names none.
  package let packageLabID: LabID?
  package let wasSealed: Bool
  package let reason: String
  package let runID: RunID
  package let adoptedAt: Instant

  package static let table = Table(
    "billing_export_adoptions",
    columns: [
      Column("adoption_id", .bigint),
      Column("period", .text),
      Column("manifest_digest", .text),
      Column("package_lab_id", .uuid, nullable: true),
      Column("was_sealed", .boolean),
      Column("reason", .text),
      Column("run_id", .bigint),
      Column("adopted_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    adoptionID = try row.decode(0)
    period = try row.decode(1)
    manifestDigest = try row.decode(2)
    packageLabID = try row.decodeOptional(3)
    wasSealed = try row.decode(4)
    reason = try row.decode(5)
    runID = try row.decode(6)
    adoptedAt = try row.decode(7)
  }
}
