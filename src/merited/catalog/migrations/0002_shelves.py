"""Stacks, requirement lists, practice areas; and what stands on the shelves, with its words and facets."""

import django.db.models.deletion
from django.db import migrations, models

import merited.base.clock
import merited.base.ids


def key():
    return models.UUIDField(default=merited.base.ids.uuid7, editable=False, primary_key=True, serialize=False)


def to(model, on_delete=django.db.models.deletion.PROTECT):
    return models.ForeignKey(on_delete=on_delete, related_name='+', to=model)


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_versions'),
        ('people', '0001_people_and_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pathway',
            fields=[
                ('id', key()),
                ('created_at', models.DateTimeField(default=merited.base.clock.now, editable=False)),
                ('kind', models.CharField(max_length=16)),
                ('key', models.SlugField(max_length=64)),
                ('number', models.CharField(max_length=16)),
                ('state', models.CharField(max_length=16)),
                ('title', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('mark', models.JSONField()),
                ('published_at', models.DateTimeField()),
                ('organization', to('people.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'number'), name='one_pathway_of_a_number')],
            },
        ),
        migrations.CreateModel(
            name='PracticeArea',
            fields=[
                ('id', key()),
                ('key', models.SlugField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('description', models.CharField(default='', max_length=300)),
                ('skills', models.JSONField(default=list)),
                ('members', models.JSONField(default=list)),
                ('position', models.PositiveSmallIntegerField()),
                ('organization', to('people.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='one_area_of_a_key')],
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', key()),
                ('key', models.SlugField(max_length=64, unique=True)),
                ('number', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=16)),
                ('shelf', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('about', models.TextField(default='')),
                ('hours', models.PositiveSmallIntegerField(null=True)),
                ('grades', models.JSONField(default=list)),
                ('audience', models.CharField(max_length=32)),
                ('criteria', models.PositiveSmallIntegerField(default=0)),
                ('timed', models.JSONField(default=list)),
                ('published_at', models.DateTimeField()),
                ('district', to('people.organization')),
                ('organization', to('people.organization')),
                ('version', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.version')),
                ('pathway', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.pathway')),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'shelf', 'key'], name='listing_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', key()),
                ('word', models.CharField(db_index=True, max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('listing', to('catalog.listing', django.db.models.deletion.CASCADE)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('listing', 'word'), name='one_word_of_a_listing')],
            },
        ),
        migrations.CreateModel(
            name='Facet',
            fields=[
                ('id', key()),
                ('kind', models.CharField(max_length=16)),
                ('code', models.CharField(max_length=200)),
                ('name', models.CharField(default='', max_length=200)),
                ('listing', to('catalog.listing', django.db.models.deletion.CASCADE)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'code', 'name', 'listing'], name='facet_counts')],
                'constraints': [models.UniqueConstraint(fields=('listing', 'kind', 'code'), name='one_facet_of_a_listing')],
            },
        ),
    ]
