extension Charge {
  /// The record this charge is stored as, with its explanation and the fingerprint over it: the same
  /// fingerprint means that nothing changed (R9).
  ///
  /// - Parameter buffer: storage for the JSON, used again for the next record.
  package func draft(
    booking: BookingID, user: UserID, billingDate: CalendarDate, buffer: inout [UInt8]
  ) -> RecordDraft {
    buffer = Explanation(self, booking: booking, user: user, billingDate: billingDate)
      .json(reusing: buffer)
    return RecordDraft(
      bookingID: booking, userID: user, testIDs: testIDs, amounts: amounts,
      billingDate: billingDate, pricing: buffer,
      fingerprint: sha256(buffer))
  }
}
