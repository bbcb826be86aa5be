/// Sections of a configuration file, each to be read by itself, so that what makes one no YAML is no matter
/// to the others.
enum YAMLSections {
  /// The text of each section, on the lines on which it stands: from one that begins with a name to
  /// before the next that is not indented.
  static func texts(of text: String) -> [String] {
    var sections: [(line: Int, text: [Substring])] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (place, line) in lines.enumerated() {
      if let first = line.first, first != " ", first != "\t", first != "#" {
        sections.append((place, [line]))
      } else if !sections.isEmpty {
        sections[sections.count - 1].text.append(line)
      }
    }
    return sections.map { line, text in
      String(repeating: "\n", count: line) + text.joined(separator: "\n")
    }
  }
}
