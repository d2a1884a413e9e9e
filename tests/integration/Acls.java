// SPDX-License-Identifier: Apache-2.0
// Runs lines of standard input that begin with "kafka-acls.sh", all in one Java machine. It ends with 1 at the first
// that fails, as the command itself does.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Arrays;
import org.apache.kafka.tools.AclCommand;

public class Acls {
    public static void main(String[] none) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null;) {
            String[] words = line.trim().split(" +");
            if (!words[0].equals("kafka-acls.sh"))
                throw new IllegalArgumentException(line);
            AclCommand.main(Arrays.copyOfRange(words, 1, words.length));
        }
    }
}
