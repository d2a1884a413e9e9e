// SPDX-License-Identifier: Apache-2.0

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows a topic of stories: Follow BROKER TOPIC GROUP COUNT. Prints one line for each version that
 * comes and ends after COUNT of them (0: never). Needs kafka-clients and slf4j-api.
 */
public final class Follow {
    /** uri to version; a program of use keeps this where it keeps the stories. */
    private final Map<String, Integer> latest = new HashMap<>();
    private int created, updated, killed;

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** The value, record.value(), is ninjs: any JSON library reads it. */
    private void take(ConsumerRecord<String, String> record) {
        int version = Integer.parseInt(header(record, "kw-version"));
        Integer known = latest.get(record.key());
        if (known != null && known >= version) {
            return; // read before
        }
        latest.put(record.key(), version);
        String kind;
        if (!header(record, "kw-status").equals("usable")) {
            kind = "kill";
            killed++;
        } else if (known != null) {
            kind = "update";
            updated++;
        } else {
            kind = "new";
            created++;
        }
        System.out.printf("%-6s %s %d about %s%n", kind, record.key(), version, header(record, "kw-about"));
    }

    private void run(String broker, String topic, String group, int count) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed"); // Java's default is the other one
        settings.put("enable.auto.commit", "false");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (count == 0 || created + updated + killed < count) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    take(record);
                }
                consumer.commitSync(); // after they were dealt with: what a crash interrupts comes again
            }
        }
        System.out.printf("%d new, %d updated, %d killed%n", created, updated, killed);
    }

    public static void main(String[] arguments) {
        if (arguments.length != 4) {
            System.err.println("usage: Follow BROKER TOPIC GROUP COUNT");
            System.exit(64);
        }
        new Follow().run(arguments[0], arguments[1], arguments[2], Integer.parseInt(arguments[3]));
    }
}
