/// How the codes of coupons are made that nobody can guess: a prefix, and random characters behind it, none
/// of which is taken for another when it is read out or written down.
package struct CouponCodes: Equatable, Sendable {
  package let prefix: String
  /// How many characters stand behind the prefix.
  package let length: Int

  /// Letters and digits without 0, 1, O, I and L.
  package static let alphabet: [Character] = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
  package static let lengths = 1...24
  package static let longestPrefix = 32
  /// At most one of so many codes that there can be is given: the others are what makes a guess fail.
  package static let sparseness = 1000

  package init(prefix: String, length: Int) {
    (self.prefix, self.length) = (prefix, length)
  }

  /// How many codes there can be.
  package var space: Int {
    var space = 1
    for _ in 0..<length {
      let (product, overflow) = space.multipliedReportingOverflow(by: Self.alphabet.count)
      if overflow { return .max }
      space = product
    }
    return space
  }

  /// How many may be made.
  package var most: Int { space / Self.sparseness }

  /// The least length with which so many may be made.
  package static func leastLength(for count: Int) -> Int {
    lengths.first { CouponCodes(prefix: "", length: $0).most >= count } ?? lengths.upperBound
  }

  package func next(using generator: inout some RandomNumberGenerator) -> String {
    var code = prefix
    for _ in 0..<length {
      code.append(Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)])
    }
    return code
  }
}
