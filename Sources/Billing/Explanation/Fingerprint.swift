internal import Crypto

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
      fingerprint: hexadecimal(SHA256.hash(data: buffer)))
  }
}

/// A digest as 64 digits.
func hexadecimal(_ digest: SHA256.Digest) -> String {
  let digits: StaticString = "0123456789abcdef"
  return unsafe String(unsafeUninitializedCapacity: 2 * SHA256.Digest.byteCount) { text in
    var place = 0
    for byte in digest {
      unsafe text[place] = unsafe digits.utf8Start[Int(byte >> 4)]
      unsafe text[place + 1] = unsafe digits.utf8Start[Int(byte & 15)]
      place += 2
    }
    return place
  }
}
