"""Versions in another language."""

import django.db.models.deletion
from django.db import migrations, models

import merited.base.clock
import merited.base.ids


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_fill_shelves'),
    ]

    operations = [
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.UUIDField(default=merited.base.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=merited.base.clock.now, editable=False)),
                ('language', models.CharField(max_length=8)),
                ('status', models.CharField(max_length=24)),
                ('title', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.version')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'language'), name='one_translation')],
            },
        ),
    ]
