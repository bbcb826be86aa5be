package import Postgres

package typealias TestReportID = ID<TestReport>

/// How far a report is.
package enum TestReportStatus: String, StoredEnumeration {
  case pending
  case generated
  case verified
  case delivered
}

/// What one test of one booking found.
package struct TestReport: Model {
  package let id: TestReportID
  package let bookingItemID: BookingItemID
  package let petID: PetID
  package let testID: TestID
  package let batchGroupID: TestBatchGroupID?
  package let reportFileURL: String?
  package let findings: String?
  package let status: TestReportStatus
  package let createdAt: Instant
  package let generatedAt: Instant?
  package let deliveredAt: Instant?
  package let updatedAt: Instant

  package static let table = Table(
    "test_reports",
    columns: [
      Column("id", .integer),
      Column("booking_item_id", .integer),
      Column("pet_id", .integer),
      Column("test_id", .integer),
      Column("batch_group_id", .integer, nullable: true),
      Column("report_file_url", .text, nullable: true),
      Column("findings", .text, nullable: true),
      Column("status", .text),
      Column("created_at", .instant),
      Column("generated_at", .instant, nullable: true),
      Column("delivered_at", .instant, nullable: true),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    bookingItemID = try row.decode(1)
    petID = try row.decode(2)
    testID = try row.decode(3)
    batchGroupID = try row.decodeOptional(4)
    reportFileURL = try row.decodeOptional(5)
    findings = try row.decodeOptional(6)
    status = try row.decode(7)
    createdAt = try row.decode(8)
    generatedAt = try row.decodeOptional(9)
    deliveredAt = try row.decodeOptional(10)
    updatedAt = try row.decode(11)
  }
}
