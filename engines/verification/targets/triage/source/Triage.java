import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints the word for each level in a file; levels are numbers, parted by blanks. */
public class Triage {
  private static final String[] WORDS = {"none", "minor", "delayed", "immediate"};

  static String label(int level) {
    return WORDS[level];
  }

  public static void main(String[] arguments) throws IOException {
    String text = Files.readString(Path.of(arguments[0]), StandardCharsets.ISO_8859_1);
    for (String word : text.trim().split("\\s+")) {
      if (word.matches("-?[0-9]{1,6}")) System.out.println(label(Integer.parseInt(word)));
    }
  }
}
