<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassUpdateTotpLead", layout.shared.company)/>
