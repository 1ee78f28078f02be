"""How far the log is told: what happened before there were letters is told to nobody."""

from django.db import migrations, models
from django.utils import timezone


def pass_over_the_past(apps, schema_editor):
    if apps.get_model("base", "LogEntry").objects.exists():
        apps.get_model("base", "Told").objects.create(name="letters", silent_until=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("silent_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(pass_over_the_past, migrations.RunPython.noop),
    ]
