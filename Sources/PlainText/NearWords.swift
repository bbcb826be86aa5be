/// Words that somebody may have meant.
package enum NearWords {
  /// The word that is nearest to one that was written; nil where none is near.
  ///
  /// - Parameter limit: how many letters may differ; nil is a third of them.
  package static func nearest(
    to word: String, among words: [String], atMost limit: Int? = nil
  ) -> String? {
    let written = Array(word.lowercased().utf8.prefix(64))
    let nearest = words.map { ($0, distance(written, Array($0.lowercased().utf8))) }
      .min { $0.1 < $1.1 }
    guard let (name, distance) = nearest, distance <= limit ?? max(1, written.count / 3) else {
      return nil
    }
    return name
  }

  /// What a message that a word is not known ends with: `: did you mean nightly?`, or nothing.
  package static func question(_ word: String, among words: [String]) -> String {
    nearest(to: word, among: words).map { ": did you mean \($0)?" } ?? ""
  }

  /// How many letters have to be put in, left out or replaced.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
