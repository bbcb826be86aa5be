internal import Billing
internal import LabSchema

/// What a dry run remembers from batch to batch, in a file: an import, which writes what it has read,
/// finds it in the database.
package final class LinesBefore {
  private let makeFile: () throws -> Int32
  /// Made with the second batch.
  private var table: DiskTable?

  /// - Parameter makeFile: makes an empty file that goes with its descriptor, which is handed over.
  package init(makeFile: @escaping () throws -> Int32) {
    self.makeFile = makeFile
  }

  /// What the lines before have used up of what a batch of payments is about.
  ///
  /// - Throws: `ScratchFileFailure`.
  func usedUp(of payments: [SettledPayment], _ facts: [PaymentFacts]) throws -> UsedUp {
    var used = UsedUp()
    guard table != nil else { return used }
    for (payment, facts) in zip(payments, facts) {
      let reference = UsedUp.ReferenceKey(payment.reference)
      if let value = try table?.value(of: Self.key(reference)) {
        used.references[reference] = PaymentFacts.KnownPayment(
          recordID: BillingRecordID(Int32(value.first)), invoiceNumber: nil,
          amount: Money(minorUnits: value.second))
      }
      guard let record = facts.invoice?.recordID, used.paid[record] == nil else { continue }
      if let value = try table?.value(of: Self.key(record)) {
        used.paid[record] = Money(minorUnits: value.first)
      }
    }
    return used
  }

  /// Remembers what a batch has used up beside what the batches before have.
  ///
  /// - Throws: `ScratchFileFailure`, what `makeFile` throws.
  func keep(_ used: UsedUp) throws {
    if table == nil { table = try DiskTable(makeFile: makeFile) }
    for (reference, payment) in used.references {
      try table?.set(
        Self.key(reference),
        to: .init(first: Int64(payment.recordID.rawValue), second: payment.amount.minorUnits))
    }
    for (record, paid) in used.paid {
      try table?.set(Self.key(record), to: .init(first: paid.minorUnits, second: 0))
    }
  }

  /// An odd second half is a reference's.
  private static func key(_ reference: UsedUp.ReferenceKey) -> DiskTable.Key {
    DiskTable.Key(first: reference.first, second: reference.second | 1)
  }

  /// An even second half is a record's.
  private static func key(_ record: BillingRecordID) -> DiskTable.Key {
    DiskTable.Key(first: UInt64(bitPattern: Int64(record.rawValue)), second: 2)
  }
}
