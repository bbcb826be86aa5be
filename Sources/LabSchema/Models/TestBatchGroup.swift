package import Postgres

package typealias TestBatchGroupID = ID<TestBatchGroup>

/// Tests of one booking that are handled together, such as a wellness panel.
package struct TestBatchGroup: Model {
  package let id: TestBatchGroupID
  package let bookingID: BookingID
  package let batchName: String?
  package let description: String?
  package let createdAt: Instant
  package let updatedAt: Instant

  package static let table = Table(
    "test_batch_groups",
    columns: [
      Column("id", .integer),
      Column("booking_id", .integer),
      Column("batch_name", .text, nullable: true),
      Column("description", .text, nullable: true),
      Column("created_at", .instant),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    bookingID = try row.decode(1)
    batchName = try row.decodeOptional(2)
    description = try row.decodeOptional(3)
    createdAt = try row.decode(4)
    updatedAt = try row.decode(5)
  }
}
